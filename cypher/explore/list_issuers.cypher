// the states whose bodies act in the graph, those with most acts first
MATCH (a:Entity)
WHERE a.jurisdiction <> '' AND EXISTS { MATCH (a)-[:ACTS_IN]->(e:Event) WHERE e.score IS NOT NULL }
WITH a.jurisdiction AS code, sum(COUNT { (a)-[:ACTS_IN]->() }) AS acts
OPTIONAL MATCH (n:Entity {type: 'Country', jurisdiction: code})
RETURN code, coalesce(head(collect(n.name)), code) AS name, acts
ORDER BY acts DESC, code
