// the labels, relationship types and property keys of the graph, for the editor
RETURN COLLECT { CALL db.labels() YIELD label RETURN label ORDER BY label } AS labels,
  COLLECT { CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType ORDER BY relationshipType }
    AS types,
  COLLECT { CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey ORDER BY propertyKey } AS keys
