// Who acts on a sector, its firms and their units, and which way?
// params: sector: entity = technology, since: date = 2020-01-01
MATCH (part:Entity)
WHERE part.id = $sector OR part.parent = $sector
WITH collect(part.id) AS parts
MATCH (target:Entity)
WHERE target.id IN parts OR any(id IN target.sectors WHERE id IN parts)
  OR EXISTS { MATCH (owner:Entity {id: target.parent}) WHERE any(id IN owner.sectors WHERE id IN parts) }
MATCH (target)<-[:TARGETS]-(e:Event)<-[:ACTS_IN]-(actor:Entity)
WHERE e.date >= $since AND e.score IS NOT NULL AND e.status <> 'denied'
RETURN actor.name AS actor, count(*) AS acts,
  sum(CASE WHEN e.score < 0 THEN 1 ELSE 0 END) AS restrictive,
  sum(CASE WHEN e.score > 0 THEN 1 ELSE 0 END) AS supportive,
  round(avg(e.score), 2) AS mean_score,
  collect(DISTINCT target.name)[..5] AS targets
ORDER BY acts DESC, actor
