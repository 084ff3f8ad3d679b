// events are found by the day they were first told
CREATE INDEX event_first_published IF NOT EXISTS FOR (n:Event) ON (n.first_published)
