// what articles say of events, word for word
UNWIND $rows AS row
MATCH (a:Article {id: row.article})
MATCH (e:Event {id: row.event})
MERGE (a)-[r:REPORTS {id: row.report.id}]->(e)
SET r = row.report
