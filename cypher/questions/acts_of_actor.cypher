// What did somebody do?
// params: actor: entity = Xi Jinping, since: date = 2000-01-01
MATCH (actor:Entity {id: $actor})-[:ACTS_IN]->(e:Event)
WHERE e.date >= $since OR (e.date IS NULL AND e.first_published >= $since)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.date_text AS date, e.relation AS act, target.name AS target, e.status AS status, e.amount AS amount,
  e.score AS score, e.sources AS sources
ORDER BY e.date DESC, act, target
