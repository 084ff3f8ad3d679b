// Which tariffs were imposed, planned or eased, on whom, and how high?
// params: since: date = 2018-01-01
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(target:Entity)
WHERE e.relation = 'IMPOSES_TARIFFS_ON' AND (e.date >= $since OR e.first_published >= $since)
OPTIONAL MATCH (e)-[:RESOLVED_BY]->(fact:Event)
RETURN coalesce(nullIf(e.date_text, ''), toString(e.first_published)) AS date, actor.name AS actor, target.name AS target,
  e.amount AS amount, e.status AS status, fact.date_text AS in_force_since, e.sources AS sources
ORDER BY date DESC, actor, target
