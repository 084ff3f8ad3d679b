// an event, by its id or its beginning, with the names of both sides and what reports it
MATCH (e:Event)
WHERE e.id STARTS WITH $event
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.id AS id, actor.name AS actor, e.relation AS relation, target.name AS target, e.date_text AS date,
  [(a:Article)-[r:REPORTS]->(e) | {article: a.id, claim: r.id, quote: r.quote}] AS reports
ORDER BY e.id
LIMIT 2
