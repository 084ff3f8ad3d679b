// pairs of entities of one type that one sentence names both
MATCH (a:Article)-[r:REPORTS]->(e:Event)
WITH a, r.sentence_start AS sentence, collect(e.actor) + collect(e.target) AS told
WHERE size(told) > 2
WITH DISTINCT told
UNWIND told AS one
UNWIND told AS other
WITH DISTINCT one, other
WHERE one < other AND one <> ''
  AND split(one, '/')[0] = split(other, '/')[0]
RETURN one, other
