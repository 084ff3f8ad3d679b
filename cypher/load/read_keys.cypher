// actor, relation and target of all that some articles report
UNWIND $articles AS id
MATCH (:Article {id: id})-[r:REPORTS]->(e:Event)
RETURN DISTINCT r.actor AS actor, e.relation AS relation, r.target AS target
