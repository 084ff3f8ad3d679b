// entities go by the names of their articles again, until the catalog or a person says otherwise
UNWIND $entities AS id
MATCH (e:Entity {id: id})
SET e.known = false
