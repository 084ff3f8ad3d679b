// What is announced or expected, and not yet known to have happened?
// params: after: date = 2020-01-01
MATCH (e:Event)
WHERE e.date >= $after - duration({years: 1}) AND e.date_end >= $after AND e.status IN ['announced', 'potential']
  AND NOT EXISTS { (e)-[:RESOLVED_BY]->(:Event) }
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.date_text AS expected, actor.name AS actor, e.relation AS act, target.name AS target, e.status AS status,
  e.last_published AS last_said, e.sources AS sources
ORDER BY e.date, actor, act
