// standing facts of an entity: what it leads, works for, owns or is a part of, and who does so to it
MATCH (n:Entity {id: $id})-[r:$any($relations)]-(other:Entity)
MATCH (e:Event {id: r.event})
WHERE e.status = 'realised'
RETURN e.id AS id, e.relation AS relation, startNode(r) = n AS acts, other.id AS other, other.name AS name,
       e.first_published AS first, e.last_published AS last, e.confidence AS confidence
ORDER BY last DESC, relation, name
LIMIT $limit
