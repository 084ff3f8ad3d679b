// entities are found by what they are a part of
CREATE INDEX entity_parent IF NOT EXISTS FOR (n:Entity) ON (n.parent)
