// Which acts went from rumour or announcement to fact or denial, and on which days?
// params: since: date = 2020-01-01
MATCH (e:Event)
WHERE e.first_published >= $since AND (size(e.history) > 1 OR EXISTS { (e)-[:RESOLVED_BY]->(:Event) })
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
OPTIONAL MATCH (e)-[:RESOLVED_BY]->(fact:Event)
RETURN e.first_published AS first_said, actor.name AS actor, e.relation AS act, target.name AS target,
  e.history + coalesce(fact.history, []) AS history, coalesce(fact.status, e.status) AS in_the_end,
  e.sources AS sources, e.against AS against
ORDER BY first_said DESC, actor, act, target
