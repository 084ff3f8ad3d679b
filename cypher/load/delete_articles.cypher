// articles that are taken away
UNWIND $articles AS id
MATCH (a:Article {id: id})
DETACH DELETE a
