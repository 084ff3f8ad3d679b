// those an entity acts with or on, the strongest ties first
MATCH (:Entity {id: $id})-[:ACTS_IN|TARGETS]-(e:Event)-[:ACTS_IN|TARGETS]-(other:Entity)
WHERE other.id <> $id
WITH other, sum(e.confidence * (1 + 2 * abs(coalesce(e.score, 0)))) AS strength
RETURN other.id AS id
ORDER BY strength DESC, id
LIMIT $limit
