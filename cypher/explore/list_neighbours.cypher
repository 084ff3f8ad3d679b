// those an entity acts with or on, with how many acts bind them, when the last was, and their mean score
MATCH (:Entity {id: $id})-[:ACTS_IN|TARGETS]-(e:Event)-[:ACTS_IN|TARGETS]-(other:Entity)
WHERE other.id <> $id
WITH other, count(DISTINCT e) AS acts, max(e.date) AS last, avg(e.score) AS score,
  sum(e.confidence * (1 + 2 * abs(coalesce(e.score, 0)))) AS strength
RETURN other.id AS id, other.name AS name, other.type AS type, acts, last, score
ORDER BY strength DESC, id
LIMIT $limit
