// what has become of the triples of events
UNWIND $rows AS row
MATCH (actor:Entity {id: row.event.actor})
MATCH (target:Entity {id: row.event.target})
MATCH (actor)-[triple {event: row.event.id}]->(target)
SET triple = row.triple
