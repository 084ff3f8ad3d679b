// runs after one of this id, with the relationships that start at them
MATCH (n:Run)
WHERE n.id > $after
WITH n
ORDER BY n.id
LIMIT $limit
RETURN labels(n) AS labels, properties(n) AS properties,
  COLLECT { MATCH (n)-[r]->(end) RETURN {type: type(r), labels: labels(end), id: end.id, properties: properties(r)} } AS links
ORDER BY n.id
