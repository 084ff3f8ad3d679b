// entities that articles do not name any more
UNWIND $rows AS row
MATCH (:Article {id: row.article})-[m:MENTIONS]->(e:Entity)
WHERE NOT e.id IN row.entities
WITH m, e.id AS entity
DELETE m
RETURN DISTINCT entity
