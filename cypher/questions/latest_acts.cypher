// What are the latest acts?
// params: until: date = 2100-01-01
MATCH (e:Event)
WHERE e.date <= $until AND e.status <> 'denied'
WITH e
ORDER BY e.date DESC, e.sources DESC, e.id
LIMIT 100
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, target.name AS target, e.status AS status,
  e.amount AS amount, e.sources AS sources
ORDER BY e.date DESC, sources DESC, actor, act
