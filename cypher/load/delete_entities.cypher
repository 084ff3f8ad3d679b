// entities that nothing names, acts in or rolls up to any more
UNWIND $entities AS id
MATCH (e:Entity {id: id})
WHERE NOT EXISTS { (e)<-[:MENTIONS]-() }
  AND NOT EXISTS { (e)-[:ACTS_IN]->() }
  AND NOT EXISTS { (e)<-[:TARGETS]-() }
WITH collect(e) AS bare
CALL (bare) {
  UNWIND bare AS e
  MATCH (part:Entity {parent: e.id})
  WHERE part <> e
  RETURN collect(DISTINCT e.id) AS parents
}
CALL (bare) {
  WITH bare
  WHERE size(bare) > 0
  MATCH (member:Entity)
  WHERE size(member.sectors) > 0
  UNWIND member.sectors AS sector
  RETURN collect(DISTINCT sector) AS sectors
}
UNWIND bare AS e
WITH e, e.id AS id, e.parent AS parent, coalesce(e.sectors, []) AS sectors, parents, sectors AS used
WHERE NOT id IN parents AND NOT id IN used
DELETE e
RETURN id, parent, sectors
