// those an entity acts with or on that are not in the picture, the strongest ties first; of some acts and days, where asked
CALL () {
  MATCH (e:Event) WHERE e.actor = $id AND e.target IS NOT NULL RETURN e, e.target AS other
  UNION ALL
  MATCH (e:Event) WHERE e.target = $id AND e.actor IS NOT NULL RETURN e, e.actor AS other
}
WITH e, other
WHERE NOT other IN ['', $id] AND NOT other IN $ids AND (size($relations) = 0 OR e.relation IN $relations)
  AND ($since IS NULL OR e.date >= $since) AND ($until IS NULL OR e.date <= $until)
RETURN other AS id, sum(e.confidence * (1 + 2 * abs(coalesce(e.score, 0)))) AS strength
ORDER BY strength DESC, id
LIMIT $limit
