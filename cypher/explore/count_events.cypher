// events by relation and status
MATCH (e:Event)
RETURN e.relation AS relation, e.status AS status, count(*) AS events
ORDER BY relation, status
