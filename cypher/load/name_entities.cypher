// entities unknown to the catalog go by the name that most articles give them
UNWIND $entities AS id
MATCH (e:Entity {id: id})
WHERE NOT e.known AND (id IN $fewer OR COUNT { (e)<-[:MENTIONS]-() } > 1)
MATCH (e)<-[m:MENTIONS]-(:Article)
UNWIND range(0, size(m.names) - 1) AS place
WITH e, m.names[place] AS name, sum(CASE place WHEN 0 THEN 1 ELSE 0 END) AS given
ORDER BY e.id, given DESC, name
WITH e, collect(name) AS names
SET e.name = names[0], e.aliases = names[1..]
