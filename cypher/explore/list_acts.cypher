// every act between entities that are in the picture
MATCH (a:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b:Entity)
WHERE a.id IN $ids AND b.id IN $ids
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type
ORDER BY date IS NULL, date DESC, id
