// the events of some keys (actor, relation, target), and what reports them
UNWIND $keys AS key
MATCH (e:Event {actor: key[0], relation: key[1], target: key[2]})
RETURN properties(e) AS event,
  [(e)-[:RESOLVED_BY]->(fact:Event) | fact.id] AS resolved_by,
  [(e)<-[r:REPORTS]-(a:Article) | {
    claim: r.id, status: r.status, date: r.date, precision: r.date_precision, raw: r.date_raw, confidence: r.confidence,
    amount: r.amount, run: r.run, article: a.id, publisher: a.publisher, published: a.published
  }] AS reports
