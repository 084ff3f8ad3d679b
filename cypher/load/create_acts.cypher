// new events of an actor and a target, with the triple itself
UNWIND $rows AS row
MATCH (actor:Entity {id: row.event.actor})
MATCH (target:Entity {id: row.event.target})
CREATE (e:Event)
SET e = row.event
CREATE (actor)-[:ACTS_IN {run: row.event.run}]->(e)-[:TARGETS {run: row.event.run}]->(target)
CREATE (actor)-[triple:$(row.event.relation)]->(target)
SET triple = row.triple
