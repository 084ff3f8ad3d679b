// how many acts each of those who are new in the picture does to each who is in it, and each of these to them
CALL () {
  MATCH (e:Event) WHERE e.actor IN $fresh AND e.target IN $ids
  RETURN e.actor AS actor, e.target AS target, count(*) AS total
  UNION
  MATCH (e:Event) WHERE e.actor IN $ids AND e.target IN $fresh
  RETURN e.actor AS actor, e.target AS target, count(*) AS total
}
RETURN actor, target, total
ORDER BY actor, target
