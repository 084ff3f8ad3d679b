// nobody else changes these entities, or the events they act in, until this transaction ends
UNWIND $entities AS id
MATCH (e:Entity {id: id})
SET e += {}
