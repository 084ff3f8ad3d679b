// articles by id, the beginning of an id, or address
CALL () {
  MATCH (a:Article)
  WHERE a.id STARTS WITH $text
  RETURN a
  LIMIT 3
  UNION
  MATCH (a:Article)
  WHERE a.url = $text
  RETURN a
  LIMIT 3
}
RETURN a.id AS id, a.title AS title
ORDER BY id <> $text, id
LIMIT 3
