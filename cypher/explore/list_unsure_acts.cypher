// the acts that are least sure, of those a person has neither confirmed nor rejected
MATCH (e:Event)
WHERE e.confidence < $below
WITH e ORDER BY e.confidence, e.id LIMIT $limit
MATCH (a:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(b:Entity)
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type
ORDER BY confidence, id
