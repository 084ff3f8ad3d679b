// the events of some scopes, with what they keep of their reports
UNWIND $scopes AS scope
MATCH (e:Event {scope: scope})
RETURN e.id AS id, e.told AS told
