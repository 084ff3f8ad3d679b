// new events that have no target
UNWIND $rows AS row
MATCH (actor:Entity {id: row.event.actor})
CREATE (e:Event)
SET e = row.event
CREATE (actor)-[:ACTS_IN {run: row.event.run}]->(e)
