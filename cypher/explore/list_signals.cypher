// what the bodies of a state do to an entity, its parts and, for a sector, its firms
MATCH (b:Entity)
WHERE b.id = $id OR b.parent = $id OR $id IN b.sectors
MATCH (b)<-[:TARGETS]-(e:Event)<-[:ACTS_IN]-(a:Entity {jurisdiction: $issuer})
WHERE e.score IS NOT NULL
OPTIONAL MATCH (e)-[:RESOLVED_BY]->(fact:Event)
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type,
       CASE WHEN b.id = $id THEN 'named' WHEN b.parent = $id THEN 'part' ELSE 'sector' END AS tie,
       e.first_published AS published, min(fact.date) AS resolved
ORDER BY date, id
