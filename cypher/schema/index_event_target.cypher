// the events on a target, and those of one actor, are found and counted in the index alone
CREATE INDEX event_target IF NOT EXISTS FOR (n:Event) ON (n.target, n.actor)
