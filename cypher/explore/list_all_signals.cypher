// what the bodies of a state do to anybody
MATCH (a:Entity {jurisdiction: $issuer})-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b:Entity)
WHERE e.score IS NOT NULL
OPTIONAL MATCH (e)-[:RESOLVED_BY]->(fact:Event)
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type,
       'named' AS tie, e.first_published AS published, min(fact.date) AS resolved
ORDER BY date, id
