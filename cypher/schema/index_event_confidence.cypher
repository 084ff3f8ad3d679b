// the least sure events are found by confidence
CREATE INDEX event_confidence IF NOT EXISTS FOR (n:Event) ON (n.confidence)
