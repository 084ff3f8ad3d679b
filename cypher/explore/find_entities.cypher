// entities of this id or name, or whose name or alias holds the words, the best first
CALL () {
  MATCH (e:Entity {id: $text})
  RETURN e, 1000.0 AS score
  UNION ALL
  MATCH (e:Entity {name: $text})
  RETURN e, 999.0 AS score
  UNION ALL
  CALL db.index.fulltext.queryNodes('entity_names', $words, {limit: 200}) YIELD node, score
  RETURN node AS e, score
}
WITH e, max(score) AS score
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, score,
  COUNT { (e)-[:ACTS_IN]->() } + COUNT { (e)<-[:TARGETS]-() } AS acts
ORDER BY score DESC, acts DESC, id
