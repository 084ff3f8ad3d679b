// the events of an actor, and those on one target, are found and counted in the index alone
CREATE INDEX event_actor IF NOT EXISTS FOR (n:Event) ON (n.actor, n.target)
