// How did markets move in the days around the acts of states?
// params: since: date = 2020-01-01, days: number = 3
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(target:Entity)
WHERE e.date >= $since AND e.score IS NOT NULL AND e.date_precision IN ['day', 'published'] AND e.status <> 'denied'
MATCH (move:Event)
WHERE move.date >= e.date - duration({days: 1}) AND move.date <= e.date + duration({days: $days})
  AND move.relation IN ['RISES', 'FALLS']
MATCH (mover:Entity)-[:ACTS_IN]->(move)
WHERE mover = target OR mover.id = target.parent OR mover.parent = target.id OR mover.type = 'MarketIndex'
  OR target.id IN mover.sectors
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, target.name AS target, e.score AS score,
  mover.name AS market, move.relation AS moved, move.amount AS amount,
  duration.inDays(e.date, move.date).days AS days_after
ORDER BY e.date DESC, actor, act, days_after, market
