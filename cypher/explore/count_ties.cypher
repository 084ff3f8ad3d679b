// the acts of an entity by relation and year, and how many of them happened
CALL () {
  MATCH (e:Event) WHERE e.actor = $id AND e.target IS NOT NULL RETURN e, e.target AS other
  UNION ALL
  MATCH (e:Event) WHERE e.target = $id AND e.actor IS NOT NULL RETURN e, e.actor AS other
}
WITH e, other
WHERE NOT other IN ['', $id]
RETURN e.relation AS relation, e.date.year AS year, count(*) AS number,
       sum(CASE WHEN e.status = 'realised' THEN 1 ELSE 0 END) AS realised
ORDER BY number DESC, relation, year
