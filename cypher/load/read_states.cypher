// which of these entities act with the power of a state
UNWIND $entities AS id
MATCH (e:Entity {id: id})
WHERE e.state
RETURN e.id AS id
