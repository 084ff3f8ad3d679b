// entities whose name or alias holds the words, or nearly: of the best matches those with most acts first
CALL db.index.fulltext.queryNodes('entity_names', $words, {limit: 10 * $limit}) YIELD node, score
WITH node, score, COUNT { (node)-[:ACTS_IN]->() } + COUNT { (node)<-[:TARGETS]-() } AS acts,
     toLower(node.name) = $text OR any(alias IN node.aliases WHERE toLower(alias) = $text) AS exact
RETURN node.id AS id, node.name AS name, node.type AS type, node.aliases AS aliases, acts
ORDER BY exact DESC, score * (1 + log10(1 + acts)) DESC, id
LIMIT $limit
