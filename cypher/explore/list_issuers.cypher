// the states whose bodies act in the graph, those with most acts first
MATCH (a:Entity)-[:ACTS_IN]->(e:Event)
WHERE e.score IS NOT NULL AND a.jurisdiction <> ''
WITH a.jurisdiction AS code, count(e) AS acts
OPTIONAL MATCH (n:Entity {type: 'Country', jurisdiction: code})
RETURN code, coalesce(head(collect(n.name)), code) AS name, acts
ORDER BY acts DESC, code
