// who acts, and on whom: a state's bodies, or everybody; on some targets, or anybody
CALL () {
  UNWIND $targets AS id
  MATCH (e:Event)
  WHERE e.target = id AND e.actor IS NOT NULL
  RETURN DISTINCT e.actor AS actor, e.target AS target
  UNION ALL
  MATCH (a:Entity)
  WHERE $targets IS NULL AND ($jurisdiction = '' OR a.jurisdiction = $jurisdiction)
  MATCH (e:Event)
  WHERE e.actor = a.id AND e.target <> ''
  RETURN DISTINCT e.actor AS actor, e.target AS target
}
UNWIND [actor, target] AS id
WITH DISTINCT id
MATCH (n:Entity {id: id})
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, n.jurisdiction AS jurisdiction,
       n.known AS known, n.parent AS parent, n.sectors AS sectors, n.state AS state
ORDER BY id
