// who acts, with a score, and on whom
MATCH (a:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b:Entity)
WHERE e.score IS NOT NULL AND ($jurisdiction = '' OR a.jurisdiction = $jurisdiction)
  AND ($targets IS NULL OR b.id IN $targets)
UNWIND [a, b] AS n
WITH DISTINCT n
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, n.jurisdiction AS jurisdiction,
       n.known AS known, n.parent AS parent, n.sectors AS sectors, n.state AS state
ORDER BY id
