// expected events and what they turned into
UNWIND $rows AS row
MATCH (e:Event {id: row.event})
MATCH (fact:Event {id: row.fact})
MERGE (e)-[r:RESOLVED_BY]->(fact)
SET r.run = row.run
