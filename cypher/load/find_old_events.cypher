// an event of a version that knew no scopes
MATCH (e:Event)
WHERE e.scope IS NULL
RETURN e.id AS id
LIMIT 1
