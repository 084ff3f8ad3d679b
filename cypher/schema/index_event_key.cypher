// events are found by actor, relation and target
CREATE INDEX event_key IF NOT EXISTS FOR (n:Event) ON (n.actor, n.relation, n.target)
