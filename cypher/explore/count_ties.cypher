// the acts of an entity by relation and year, and how many of them happened
MATCH (n:Entity {id: $id})-[r:$any($relations)]-(other:Entity)
WHERE other <> n
RETURN type(r) AS relation, r.date.year AS year, count(*) AS number,
       sum(CASE WHEN r.status = 'realised' THEN 1 ELSE 0 END) AS realised
ORDER BY number DESC, relation, year
