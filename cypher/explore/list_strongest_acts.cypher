// the acts to begin with: of the latest ones, those with the plainest stance and the most sources
MATCH (e:Event)
WHERE e.date <= date()
WITH e ORDER BY e.date DESC LIMIT $latest
MATCH (a:Entity)-[:ACTS_IN]->(e)-[:TARGETS]->(b:Entity)
WITH a, e, b
ORDER BY e.confidence * (0.1 + abs(coalesce(e.score, 0))) * (1 + log(e.sources)) DESC, e.date DESC, e.id
LIMIT $limit
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       COLLECT { MATCH (e)<-[:REPORTS]-(n:Article) RETURN DISTINCT n.publisher ORDER BY n.publisher } AS publishers,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type
