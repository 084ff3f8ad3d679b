// Who is sanctioned, blacklisted or banned, by whom, and how often?
// params: since: date = 2018-01-01
MATCH (actor:Entity)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(target:Entity)
WHERE e.relation IN ['SANCTIONS', 'BLACKLISTS', 'BANS'] AND e.date >= $since AND e.status IN ['realised', 'announced']
RETURN target.name AS target, actor.name AS by, e.relation AS act, count(*) AS times, min(e.date) AS first,
  max(e.date) AS last, max(e.sources) AS most_sources
ORDER BY times DESC, last DESC, target, by
