// On whose word do reports rest, and how often was it about something not yet certain?
// params: since: date = 2000-01-01
MATCH (a:Article)-[r:REPORTS]->(e:Event)
WHERE a.published >= $since AND r.attributed_to <> ''
RETURN r.attributed_to AS says, count(*) AS reports, count(DISTINCT e) AS acts,
  sum(CASE WHEN r.status IN ['potential', 'announced'] THEN 1 ELSE 0 END) AS not_yet_certain
ORDER BY reports DESC, says
