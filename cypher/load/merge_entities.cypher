// entities with their type as a label; what the catalog says of one outlasts what an article makes of its name
UNWIND $rows AS row
MERGE (e:Entity {id: row.id})
ON CREATE SET e.name = row.name, e.aliases = row.aliases, e.run = $run
SET e:$(row.type), e.type = row.type
WITH e, row, e.parent AS before
WHERE row.properties.known OR NOT coalesce(e.known, false)
SET e += row.properties
WITH e, before
WHERE before <> e.parent
RETURN e.id AS id
