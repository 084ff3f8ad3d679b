// what some entities are, and in how many acts and with how many others they take part
MATCH (n:Entity)
WHERE n.id IN $ids
OPTIONAL MATCH (parent:Entity {id: n.parent})
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, n.jurisdiction AS jurisdiction,
       n.known AS known, n.parent AS parent, parent.name AS parent_name,
       COLLECT { MATCH (s:Entity) WHERE s.id IN n.sectors RETURN s.name ORDER BY s.name } AS sectors,
       COUNT { (n)-[:ACTS_IN]->() } + COUNT { (n)<-[:TARGETS]-() } AS acts,
       COUNT { MATCH (n)-[r:$any($relations)]-(other:Entity) WHERE other <> n RETURN DISTINCT other } AS neighbours
