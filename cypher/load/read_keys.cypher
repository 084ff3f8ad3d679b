// actor, relation and target of all that some articles report
UNWIND $articles AS id
MATCH (:Article {id: id})-[:REPORTS]->(e:Event)
RETURN DISTINCT e.actor AS actor, e.relation AS relation, e.target AS target
