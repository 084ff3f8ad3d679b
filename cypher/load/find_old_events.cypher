// an event of a version that kept nothing of its reports
MATCH (e:Event)
WHERE e.told IS NULL
RETURN e.id AS id
LIMIT 1
