// which properties nodes have, and of which types
MATCH (n)
UNWIND labels(n) AS kind
UNWIND keys(n) AS key
RETURN DISTINCT kind, key, valueType(n[key]) AS type
ORDER BY kind, key, type
