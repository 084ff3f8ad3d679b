// what an entity leads, owns, founded or is part of, and who does so to it: since when and until when it is told
MATCH (n:Entity {id: $id})-[:ACTS_IN|TARGETS]-(e:Event)
WHERE e.relation IN $relations
MATCH (actor:Entity)-[:ACTS_IN]->(e)-[:TARGETS]->(target:Entity)
RETURN DISTINCT e.id AS event, e.relation AS relation, actor.id AS actor, actor.name AS actor_name, target.id AS target,
  target.name AS target_name, e.status AS status, e.first_published AS first, e.last_published AS last,
  e.confidence AS confidence, e.sources AS sources
ORDER BY last DESC, first DESC, event
LIMIT $limit
