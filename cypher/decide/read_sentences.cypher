// pairs of entities that one sentence names both
MATCH (a:Article)-[r:REPORTS]->(e:Event)
WITH a, r.sentence_start AS sentence, collect(e.actor) + collect(e.target) AS told
WHERE size(told) > 2
UNWIND told AS left
UNWIND told AS right
WITH DISTINCT left, right
WHERE left < right
RETURN left, right
