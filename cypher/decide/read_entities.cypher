// some entities, and how much is told of each
UNWIND $entities AS id
MATCH (e:Entity {id: id})
RETURN properties(e) AS entity, COUNT { (e)<-[:MENTIONS]-() } AS articles,
  COUNT { (e)-[:ACTS_IN]->() } + COUNT { (e)<-[:TARGETS]-() } AS events
