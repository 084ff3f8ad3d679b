// Which acts do several publishers report, each by itself?
// params: sources: number = 2, since: date = 2020-01-01
MATCH (e:Event)
WHERE e.date >= $since AND e.sources >= $sources
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, target.name AS target, e.status AS status,
  e.sources AS sources, round(e.confidence, 3) AS confidence,
  COLLECT { MATCH (e)<-[:REPORTS]-(a:Article) RETURN DISTINCT a.publisher ORDER BY a.publisher } AS publishers
ORDER BY sources DESC, e.date DESC, actor, act
