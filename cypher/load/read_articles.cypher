// every article, the latest first
MATCH (a:Article)
RETURN a.id AS id, a.title AS title, a.publisher AS publisher, a.published AS published, a.url AS url,
  a.language AS language, a.origin AS origin, a.digest AS digest, a.run AS run
ORDER BY a.published DESC, a.id
