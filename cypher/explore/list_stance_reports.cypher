// the reports of acts that carry a score: of a state's bodies, or everybody's; on some targets, or anybody
CALL () {
  UNWIND $targets AS id
  MATCH (e:Event)
  WHERE e.target = id AND e.actor IS NOT NULL AND e.score IS NOT NULL
  MATCH (a:Entity {id: e.actor})
  WHERE $jurisdiction = '' OR a.jurisdiction = $jurisdiction
  RETURN e
  UNION ALL
  MATCH (a:Entity)
  WHERE $targets IS NULL AND ($jurisdiction = '' OR a.jurisdiction = $jurisdiction)
  MATCH (a)-[:ACTS_IN]->(e:Event)
  WHERE e.score IS NOT NULL AND e.target <> ''
  RETURN e
}
MATCH (e)<-[r:REPORTS]-(n:Article)
RETURN r.id AS claim, n.id AS article, n.publisher AS publisher, n.published AS published,
       r.actor AS actor, e.relation AS relation, r.target AS target, r.status AS status,
       r.date AS date, r.date_precision AS precision, r.date_raw AS raw, r.confidence AS confidence, r.amount AS amount,
       n.sketch AS sketch
ORDER BY claim
