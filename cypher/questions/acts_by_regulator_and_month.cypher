// How often did each body of a state act, month by month?
// params: state: entity = China, since: date = 2020-01-01
MATCH (s:Entity {id: $state})
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)
WHERE (actor = s OR actor.parent = s.id OR (actor.state AND actor.jurisdiction = s.jurisdiction))
  AND e.date >= $since AND e.score IS NOT NULL AND e.status <> 'denied'
RETURN actor.name AS regulator,
  toString(e.date.year) + '-' + right('0' + toString(e.date.month), 2) AS month,
  count(*) AS acts,
  sum(CASE WHEN e.score < 0 THEN 1 ELSE 0 END) AS restrictive,
  sum(CASE WHEN e.score > 0 THEN 1 ELSE 0 END) AS supportive
ORDER BY month DESC, acts DESC, regulator
