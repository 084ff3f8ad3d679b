// acts that carry a score, with what they keep of their reports: of a state's bodies, or everybody's; on some targets, or anybody
CALL () {
  UNWIND $targets AS id
  MATCH (e:Event)
  WHERE e.target = id AND e.actor IS NOT NULL AND e.score IS NOT NULL
  MATCH (a:Entity {id: e.actor})
  WHERE $jurisdiction = '' OR a.jurisdiction = $jurisdiction
  RETURN e
  UNION ALL
  MATCH (a:Entity)
  WHERE $targets IS NULL AND ($jurisdiction = '' OR a.jurisdiction = $jurisdiction)
  MATCH (a)-[:ACTS_IN]->(e:Event)
  WHERE e.score IS NOT NULL AND e.target <> ''
  RETURN e
}
RETURN e.id AS id, e.told AS told
