// what some entities are, and in how many acts and with how many others they take part
MATCH (n:Entity)
WHERE n.id IN $ids
OPTIONAL MATCH (parent:Entity {id: n.parent})
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, n.jurisdiction AS jurisdiction,
       n.known AS known, n.parent AS parent, parent.name AS parent_name,
       COLLECT { MATCH (s:Entity) WHERE s.id IN n.sectors RETURN s.name ORDER BY s.name } AS sectors,
       COUNT { (n)-[:ACTS_IN]->() } + COUNT { (n)<-[:TARGETS]-() } AS acts,
       COUNT {
         MATCH (e:Event) WHERE e.actor = n.id AND e.target <> '' AND e.target <> n.id RETURN e.target AS other
         UNION
         MATCH (e:Event) WHERE e.target = n.id AND e.actor IS NOT NULL AND e.actor <> n.id RETURN e.actor AS other
       } AS neighbours
