// Where does one article say that it happened and another that it did not?
MATCH (yes:Article)-[affirmed:REPORTS {status: 'realised'}]->(e:Event)<-[denied:REPORTS {status: 'denied'}]-(no:Article)
MATCH (actor:Entity)-[:ACTS_IN]->(e)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, target.name AS target, e.status AS in_the_end,
  yes.publisher AS affirmed_by, affirmed.quote AS affirmed, no.publisher AS denied_by, denied.quote AS denied
ORDER BY e.date DESC, actor, act, affirmed_by, denied_by
