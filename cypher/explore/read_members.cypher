// the name and type of every entity that acts or is acted on
MATCH (n:Entity)
WHERE EXISTS { (n)-[:ACTS_IN]->() } OR EXISTS { (n)<-[:TARGETS]-() }
RETURN n.id AS id, n.name AS name, n.type AS type
ORDER BY id
