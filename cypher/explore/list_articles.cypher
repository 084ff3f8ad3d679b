// the articles that were published last, with how much each reports
MATCH (a:Article)
WHERE a.published IS NOT NULL
WITH a ORDER BY a.published DESC LIMIT $limit
RETURN a.id AS id, a.title AS title, a.publisher AS publisher, a.published AS published,
  COUNT { (a)-[:REPORTS]->() } AS acts
ORDER BY published DESC, id
