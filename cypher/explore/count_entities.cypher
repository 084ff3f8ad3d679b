// entities by type
MATCH (e:Entity)
RETURN e.type AS type, count(*) AS entities, sum(CASE WHEN e.known THEN 1 ELSE 0 END) AS known
ORDER BY entities DESC, type
