// an article, all that it reports in the order of its text, and whom it names and where
MATCH (a:Article {id: $id})
OPTIONAL MATCH (run:Run {id: a.run})
RETURN a.title AS title, a.publisher AS publisher, a.author AS author, a.published AS published, a.url AS url,
  a.origin AS origin, a.text AS text, a.digest AS digest, a.run AS run, run.started AS loaded,
  COLLECT {
    MATCH (a)-[r:REPORTS]->(e:Event)<-[:ACTS_IN]-(doer:Entity)
    OPTIONAL MATCH (e)-[:TARGETS]->(object:Entity)
    // an article may name the state where another names its regulator
    OPTIONAL MATCH (named_doer:Entity {id: r.actor})
    OPTIONAL MATCH (named_object:Entity {id: r.target})
    WITH r, e, coalesce(named_doer, doer) AS actor, coalesce(named_object, object) AS target
    ORDER BY r.start, r.end, r.id
    RETURN {
      claim: r.id, actor_id: actor.id, actor: actor.name, relation: e.relation, target_id: target.id,
      target: target.name, status: r.status, date: r.date, date_precision: r.date_precision,
      attributed_to: r.attributed_to, amount: r.amount, confidence: r.confidence, score: e.score, quote: r.quote,
      start: r.start, end: r.end, sentence_start: r.sentence_start, sentence_end: r.sentence_end,
      event: e.id, event_status: e.status, sources: e.sources, against: e.against, may_be: e.may_be
    }
  } AS reports,
  COLLECT {
    MATCH (a)-[m:MENTIONS]->(n:Entity)
    WITH m, n ORDER BY m.count DESC, n.name, n.id
    RETURN {entity: n.id, name: n.name, type: n.type, count: m.count, starts: m.starts, ends: m.ends}
  } AS named
