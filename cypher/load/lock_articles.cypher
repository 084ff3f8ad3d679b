// nobody else changes these articles until this transaction ends
UNWIND $articles AS id
MATCH (a:Article {id: id})
SET a += {}
RETURN a.id AS id
