// every entity, with the entities on the other side of its triples
MATCH (e:Entity)
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, e.jurisdiction AS jurisdiction,
  e.known AS known, e.parent AS parent, COUNT { (e)-[:ACTS_IN]->() } + COUNT { (e)<-[:TARGETS]-() } AS acts,
  [(e)-[r]->(other:Entity) | [type(r), other.id]] AS acts_on,
  [(e)<-[r]-(other:Entity) | [type(r), other.id]] AS acted_on_by
