// the scopes of events in which entities act or are acted on
UNWIND $entities AS id
MATCH (:Entity {id: id})-[:ACTS_IN|TARGETS]-(e:Event)
RETURN DISTINCT e.scope AS scope
