// entities whose name or alias holds the words, the best first
CALL db.index.fulltext.queryNodes('entity_names', $words, {limit: $limit}) YIELD node, score
RETURN node.id AS id, node.name AS name, node.type AS type, node.aliases AS aliases,
       COUNT { (node)-[:ACTS_IN]->() } + COUNT { (node)<-[:TARGETS]-() } AS acts
ORDER BY score DESC, acts DESC, id
