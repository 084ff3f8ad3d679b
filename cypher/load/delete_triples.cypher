// triples of events that nothing reports any more
UNWIND $rows AS row
MATCH (actor:Entity {id: row.actor})
MATCH (target:Entity {id: row.target})
MATCH (actor)-[triple {event: row.id}]->(target)
DELETE triple
