// the events that are computed together
CREATE INDEX event_scope IF NOT EXISTS FOR (n:Event) ON (n.scope)
