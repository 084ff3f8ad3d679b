// Who leads, founded or works for what?
MATCH (who:Person)-[r:LEADS|FOUNDED|WORKS_FOR]->(what:Entity)
RETURN who.name AS who, type(r) AS role, what.name AS what, what.type AS kind, r.status AS status, r.sources AS sources
ORDER BY what, role, sources DESC, who
