// Which deals did states block, halt or call off, and which did they let through?
// params: since: date = 2015-01-01
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(deal:Deal)
WHERE e.relation IN ['HALTS', 'BANS', 'RESTRICTS', 'REVOKES', 'INVESTIGATES', 'CANCELS', 'APPROVES', 'LIFTS']
  AND (e.date >= $since OR e.date IS NULL)
OPTIONAL MATCH (owner:Entity {id: deal.parent})
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, deal.name AS deal, owner.name AS of,
  e.status AS status, e.sources AS sources
ORDER BY e.date DESC, actor, deal
