// the articles that name an entity, those published last first
MATCH (:Entity {id: $id})<-[m:MENTIONS]-(a:Article)
RETURN a.id AS id, a.title AS title, a.publisher AS publisher, a.published AS published, m.count AS times
ORDER BY published IS NULL, published DESC, id
LIMIT $limit
