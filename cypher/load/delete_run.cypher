// a run that no article is left of
MATCH (r:Run {id: $run})
WHERE NOT EXISTS { MATCH (a:Article {run: $run}) }
DELETE r
