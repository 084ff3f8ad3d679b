// How many restrictive and supportive acts did a state and its bodies take, year by year?
// params: state: entity = China
MATCH (s:Entity {id: $state})
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)
WHERE (actor = s OR actor.parent = s.id OR (actor.state AND actor.jurisdiction = s.jurisdiction))
  AND e.date IS NOT NULL AND e.score IS NOT NULL AND e.status IN ['realised', 'announced']
RETURN e.date.year AS year,
  sum(CASE WHEN e.score < 0 THEN 1 ELSE 0 END) AS restrictive,
  sum(CASE WHEN e.score > 0 THEN 1 ELSE 0 END) AS supportive,
  round(avg(e.score), 2) AS mean_score
ORDER BY year
