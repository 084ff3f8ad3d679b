// what entities are a part of, and which of them act with the power of a state
UNWIND $entities AS id
MATCH (e:Entity {id: id})
RETURN e.id AS id, e.parent AS parent, e.state AS state
