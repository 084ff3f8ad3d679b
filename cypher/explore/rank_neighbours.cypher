// those an entity acts with or on that are not in the picture, the strongest ties first; of some acts and days, where asked
MATCH (n:Entity {id: $id})-[r:$any($relations)]-(other:Entity)
WHERE other <> n AND NOT other.id IN $ids
  AND ($since IS NULL OR r.date >= $since) AND ($until IS NULL OR r.date <= $until)
WITH other, sum(r.confidence * (1 + 2 * abs(coalesce(r.score, 0)))) AS strength
RETURN other.id AS id
ORDER BY strength DESC, id
LIMIT $limit
