// an article and all that it reports, in the order of its text
MATCH (a:Article {id: $id})
OPTIONAL MATCH (a)-[r:REPORTS]->(e:Event)<-[:ACTS_IN]-(actor:Entity)
OPTIONAL MATCH (e)-[:TARGETS]->(target:Entity)
WITH a, r, e, actor, target
ORDER BY r.start, r.end, r.id
RETURN a.title AS title, a.publisher AS publisher, a.author AS author, a.published AS published, a.url AS url,
  a.origin AS origin, a.text AS text, a.run AS run,
  collect(CASE WHEN r IS NULL THEN null ELSE {
    actor: actor.name, relation: e.relation, target: target.name, status: r.status, date: r.date,
    date_precision: r.date_precision, attributed_to: r.attributed_to, amount: r.amount, confidence: r.confidence,
    quote: r.quote, start: r.start, end: r.end, sentence_start: r.sentence_start, sentence_end: r.sentence_end,
    event: e.id, event_status: e.status, sources: e.sources, against: e.against, may_be: e.may_be
  } END) AS reports
