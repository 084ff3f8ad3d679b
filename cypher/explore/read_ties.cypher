// acts between two entities, by status, relation, confidence and the types of the two
MATCH (a:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b:Entity)
WHERE a <> b AND e.status IN $statuses AND e.confidence >= $min_confidence
  AND (size($relations) = 0 OR e.relation IN $relations)
  AND (size($types) = 0 OR (a.type IN $types AND b.type IN $types))
RETURN e.id AS id, a.id AS actor, e.relation AS relation, b.id AS target, e.date AS start, e.date_end AS end,
  e.status AS status, e.confidence AS confidence, e.sources AS sources, e.last_published AS told
ORDER BY id
