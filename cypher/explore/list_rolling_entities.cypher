// entities that roll up to others, and those that others roll up to
MATCH (n:Entity)
WHERE n.parent <> '' OR size(n.sectors) > 0 OR n.type IN ['Sector', 'Country'] OR n.id IN $ids
RETURN n.id AS id, n.name AS name, n.type AS type, n.aliases AS aliases, n.jurisdiction AS jurisdiction,
       n.known AS known, n.parent AS parent, n.sectors AS sectors, n.state AS state
ORDER BY id
