// Who is sanctioned, blacklisted or banned, by whom, and how often?
// params: since: date = 2018-01-01
MATCH (actor:Entity)-[r:SANCTIONS|BLACKLISTS|BANS]->(target:Entity)
WHERE r.date >= $since AND r.status IN ['realised', 'announced']
RETURN target.name AS target, actor.name AS by, type(r) AS act, count(*) AS times, min(r.date) AS first, max(r.date) AS last,
  max(r.sources) AS most_sources
ORDER BY times DESC, last DESC, target, by
