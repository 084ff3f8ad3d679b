// Who met whom, and when?
// params: since: date = 2020-01-01
MATCH (e:Event {relation: 'MEETS'})
WHERE e.status = 'realised' AND (e.date >= $since OR (e.date IS NULL AND e.first_published >= $since))
MATCH (a:Entity)-[:ACTS_IN]->(e)-[:TARGETS]->(b:Entity)
RETURN e.date_text AS date, a.name AS who, b.name AS whom, e.first_published AS first_told, e.sources AS sources,
  e.confidence AS confidence
ORDER BY coalesce(e.date, e.first_published) DESC, sources DESC, who, whom
