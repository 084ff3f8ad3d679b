// what has become of events
UNWIND $rows AS row
MATCH (e:Event {id: row.event.id})
SET e = row.event
WITH e, row
MATCH (e)-[side:ACTS_IN|TARGETS]-(:Entity)
SET side.run = row.event.run
