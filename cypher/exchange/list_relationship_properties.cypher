// which properties relationships have, and of which types
MATCH ()-[r]->()
UNWIND keys(r) AS key
RETURN DISTINCT type(r) AS kind, key, valueType(r[key]) AS type
ORDER BY kind, key, type
