// who did one act to whom
MATCH (a:Entity)-[:ACTS_IN]->(e:Event {id: $id})-[:TARGETS]->(b:Entity)
RETURN a.id AS actor, b.id AS target
