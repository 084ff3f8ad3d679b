// articles that name some entities or report acts of theirs, and others by id, as they were read
CALL () {
  UNWIND $entities AS id
  MATCH (:Entity {id: id})<-[:MENTIONS]-(a:Article)
  RETURN a
  UNION
  UNWIND $entities AS id
  MATCH (:Entity {id: id})-[:ACTS_IN]->(:Event)<-[:REPORTS]-(a:Article)
  RETURN a
  UNION
  UNWIND $entities AS id
  MATCH (:Entity {id: id})<-[:TARGETS]-(:Event)<-[:REPORTS]-(a:Article)
  RETURN a
  UNION
  UNWIND $articles AS id
  MATCH (a:Article {id: id})
  RETURN a
  UNION
  MATCH (a:Article)
  WHERE $all
  RETURN a
}
RETURN properties(a) AS article
ORDER BY article.id
