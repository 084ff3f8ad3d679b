// What are the latest articles?
// params: since: date = 2000-01-01
MATCH (a:Article)
WHERE a.published >= $since
RETURN a.published AS published, a.publisher AS publisher, a.title AS title, a.id AS id,
  COUNT { (a)-[:REPORTS]->(:Event) } AS reports
ORDER BY published DESC, id
