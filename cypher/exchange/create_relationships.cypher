// relationships of an export, as they were
UNWIND $rows AS row
CALL (row) {
  MATCH (n:Article {id: row.start}) WHERE row.from = 'Article'
  RETURN n AS start
  UNION ALL
  MATCH (n:Entity {id: row.start}) WHERE row.from = 'Entity'
  RETURN n AS start
  UNION ALL
  MATCH (n:Event {id: row.start}) WHERE row.from = 'Event'
  RETURN n AS start
}
CALL (row) {
  MATCH (n:Entity {id: row.end}) WHERE row.to = 'Entity'
  RETURN n AS end
  UNION ALL
  MATCH (n:Event {id: row.end}) WHERE row.to = 'Event'
  RETURN n AS end
}
CREATE (start)-[r:$(row.type)]->(end)
SET r = row.properties
RETURN count(r) AS created
