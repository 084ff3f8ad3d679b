// Which articles report most acts?
// params: since: date = 2000-01-01
MATCH (a:Article)
WHERE a.published >= $since
WITH a, COUNT { (a)-[:REPORTS]->(:Event) } AS reports
WHERE reports > 0
RETURN a.published AS published, a.publisher AS publisher, a.title AS title, reports, a.id AS id
ORDER BY reports DESC, published DESC, id
