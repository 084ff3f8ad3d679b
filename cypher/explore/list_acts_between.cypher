// acts between those who are new in the picture and all who are in it: of each pair the latest, and how many there are
MATCH (n:Entity)-[r:$any($relations)]-(other:Entity)
WHERE n.id IN $fresh AND other.id IN $ids
WITH DISTINCT r
ORDER BY r.date IS NULL, r.date DESC, r.event
WITH startNode(r) AS a, endNode(r) AS b, collect(r.event) AS told
WITH collect({a: a, b: b, told: told}) AS pairs
WITH pairs, CASE WHEN size(pairs) * $each > $most THEN 1 + $most / size(pairs) ELSE $each END AS each
UNWIND pairs AS pair
WITH pair.a AS a, pair.b AS b, size(pair.told) AS total, pair.told[..each] AS latest
UNWIND latest AS id
MATCH (e:Event {id: id})
RETURN e.id AS id, e.relation AS relation, e.date AS date, e.date_precision AS precision, e.status AS status,
       e.score AS score, e.confidence AS confidence, e.sources AS sources, e.amount AS amount,
       e.against AS against, size(e.may_be) AS may_be, total,
       COLLECT { MATCH (e)<-[:REPORTS]-(n:Article) RETURN DISTINCT n.publisher ORDER BY n.publisher } AS publishers,
       a.id AS actor, a.name AS actor_name, a.type AS actor_type,
       b.id AS target, b.name AS target_name, b.type AS target_type
ORDER BY date IS NULL, date DESC, id
