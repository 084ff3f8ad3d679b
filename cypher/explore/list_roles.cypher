// standing facts of an entity: what it leads, works for, owns or is a part of, and who does so to it
CALL () {
  MATCH (e:Event) WHERE e.actor = $id AND e.target IS NOT NULL RETURN e, e.target AS other, true AS acts
  UNION ALL
  MATCH (e:Event) WHERE e.target = $id AND e.actor IS NOT NULL RETURN e, e.actor AS other, false AS acts
}
WITH e, other, acts
WHERE e.relation IN $relations AND e.status = 'realised'
MATCH (n:Entity {id: other})
RETURN e.id AS id, e.relation AS relation, acts, n.id AS other, n.name AS name,
       e.first_published AS first, e.last_published AS last, e.confidence AS confidence
ORDER BY last DESC, relation, name
LIMIT $limit
