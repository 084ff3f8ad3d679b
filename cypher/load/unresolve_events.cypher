// expected events that turned into something else than it seemed before
UNWIND $rows AS row
MATCH (:Event {id: row.event})-[r:RESOLVED_BY]->(:Event {id: row.fact})
DELETE r
