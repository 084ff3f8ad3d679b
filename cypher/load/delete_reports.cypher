// reports that their article does not make any more
UNWIND $rows AS row
MATCH (:Article {id: row.article})-[r:REPORTS {id: row.claim}]->(:Event {id: row.event})
DELETE r
