// events that nothing reports any more
UNWIND $events AS id
MATCH (e:Event {id: id})
DETACH DELETE e
