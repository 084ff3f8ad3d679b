// reports that tell of another event than it seemed before
UNWIND $rows AS row
MATCH (a:Article {id: row.article})-[old:REPORTS {id: row.claim}]->(:Event {id: row.before})
MATCH (e:Event {id: row.event})
CREATE (a)-[r:REPORTS]->(e)
SET r = properties(old)
DELETE old
