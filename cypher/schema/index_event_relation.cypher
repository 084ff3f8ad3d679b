// events are found by relation
CREATE INDEX event_relation IF NOT EXISTS FOR (n:Event) ON (n.relation)
