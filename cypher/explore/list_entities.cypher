// the entities that take part in most acts, for the search box
MATCH (n:Entity)
WITH n, COUNT { (n)-[:ACTS_IN]->() } + COUNT { (n)<-[:TARGETS]-() } AS acts
ORDER BY acts DESC, n.name, n.id
LIMIT $limit
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, acts
