// which of these articles are there, and in which version
UNWIND $articles AS id
MATCH (a:Article {id: id})
RETURN a.id AS id, a.complete AS digest
