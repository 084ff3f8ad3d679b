// Who met whom, and when?
// params: since: date = 2020-01-01
MATCH (e:Event {relation: 'MEETS'})
WHERE e.date >= $since AND e.status = 'realised'
MATCH (a:Entity)-[:ACTS_IN]->(e)-[:TARGETS]->(b:Entity)
RETURN e.date_text AS date, a.name AS who, b.name AS whom, e.sources AS sources, e.confidence AS confidence
ORDER BY e.date DESC, sources DESC, who, whom
