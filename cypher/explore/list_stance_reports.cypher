// the reports of acts that carry a score: of a state's bodies, or everybody's; on some targets, or anybody
MATCH (a:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b:Entity)
WHERE e.score IS NOT NULL AND ($jurisdiction = '' OR a.jurisdiction = $jurisdiction)
  AND ($targets IS NULL OR b.id IN $targets)
MATCH (e)<-[r:REPORTS]-(n:Article)
RETURN r.id AS claim, n.id AS article, n.publisher AS publisher, n.published AS published,
       r.actor AS actor, e.relation AS relation, r.target AS target, r.status AS status,
       r.date AS date, r.date_precision AS precision, r.date_raw AS raw, r.confidence AS confidence, r.amount AS amount,
       n.sketch AS sketch
ORDER BY claim
