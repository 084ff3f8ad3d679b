// the latest acts of each of some actors on one target
UNWIND $pairs AS pair
CALL (pair) {
  MATCH (e:Event)
  WHERE e.actor = pair.actor AND e.target = pair.target
  RETURN e
  ORDER BY e.date IS NULL, e.date DESC, e.id
  LIMIT $each
}
MATCH (a:Entity {id: pair.actor})
MATCH (b:Entity {id: pair.target})
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       COLLECT { MATCH (e)<-[:REPORTS]-(n:Article) RETURN DISTINCT n.publisher ORDER BY n.publisher } AS publishers,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type
ORDER BY date IS NULL, date DESC, id
