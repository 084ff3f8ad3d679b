// Which rumours and announcements came true, and how many days ahead were they told?
// params: since: date = 2020-01-01
MATCH (e:Event)-[:RESOLVED_BY]->(fact:Event)
WHERE fact.date >= $since AND e.first_published IS NOT NULL
MATCH (actor:Entity)-[:ACTS_IN]->(fact)
OPTIONAL MATCH (fact)-[:TARGETS]->(target:Entity)
RETURN e.first_published AS first_said, fact.date_text AS happened,
  duration.inDays(e.first_published, fact.date).days AS days_ahead,
  actor.name AS actor, fact.relation AS act, target.name AS target, e.status AS said, e.sources AS sources
ORDER BY fact.date DESC, days_ahead DESC, actor, act
