// Who leads, founded or works for what?
MATCH (who:Entity {type: 'Person'})-[:ACTS_IN]->(e:Event)-[:TARGETS]->(what:Entity)
WHERE e.relation IN ['LEADS', 'FOUNDED', 'WORKS_FOR']
RETURN who.name AS who, e.relation AS role, what.name AS what, what.type AS kind, e.status AS status,
  e.sources AS sources
ORDER BY what, role, sources DESC, who
