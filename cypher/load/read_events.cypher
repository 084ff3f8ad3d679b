// the events of some scopes, and what reports them
UNWIND $scopes AS scope
MATCH (e:Event {scope: scope})
RETURN properties(e) AS event,
  [(e)-[:RESOLVED_BY]->(fact:Event) | fact.id] AS resolved_by,
  [(e)<-[r:REPORTS]-(a:Article) | {
    claim: r.id, actor: r.actor, target: r.target, status: r.status, date: r.date, precision: r.date_precision,
    raw: r.date_raw, confidence: r.confidence, amount: r.amount, run: r.run, article: a.id, publisher: a.publisher,
    published: a.published, sketch: a.sketch
  }] AS reports
