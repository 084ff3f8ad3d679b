// What was expected or rumoured, and never came true?
// params: since: date = 2020-01-01, before: date = 2100-01-01
MATCH (e:Event)
WHERE e.status IN ['potential', 'announced'] AND e.first_published >= $since AND e.last_published < $before
  AND NOT EXISTS { (e)-[:RESOLVED_BY]->(:Event) }
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.first_published AS first_said, e.last_published AS last_said, actor.name AS actor, e.relation AS act,
  target.name AS target, e.status AS status, e.date_text AS expected, e.sources AS sources
ORDER BY last_said DESC, actor, act, target
