// the parts of entities
UNWIND $entities AS id
MATCH (part:Entity {parent: id})
RETURN DISTINCT part.id AS id
