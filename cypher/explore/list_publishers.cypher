// the publishers with the most articles, and how fresh they are
MATCH (a:Article)
WITH a.publisher AS publisher, count(*) AS articles, max(a.published) AS latest, min(a.published) AS earliest
RETURN publisher, articles, earliest, latest
ORDER BY articles DESC, publisher
LIMIT $limit
