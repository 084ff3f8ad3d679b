// What did two states and their bodies do to each other?
// params: one: entity = China, other: entity = United States, since: date = 2018-01-01
MATCH (a:Entity {id: $one})
MATCH (b:Entity {id: $other})
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(target:Entity)
WHERE e.date >= $since
  AND ((actor.jurisdiction = a.jurisdiction AND target.jurisdiction = b.jurisdiction)
    OR (actor.jurisdiction = b.jurisdiction AND target.jurisdiction = a.jurisdiction)
    OR (actor = a AND target = b) OR (actor = b AND target = a))
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, target.name AS target, e.status AS status,
  e.score AS score, e.sources AS sources
ORDER BY e.date DESC, actor, act, target
