// What happened to a firm, its units, products and deals?
// params: firm: entity = Alibaba, since: date = 2020-01-01
MATCH (part:Entity)
WHERE part.id = $firm OR part.parent = $firm
MATCH (part)<-[:TARGETS]-(e:Event)<-[:ACTS_IN]-(actor:Entity)
WHERE (e.date >= $since OR e.date IS NULL)
  AND NOT e.relation IN ['LEADS', 'WORKS_FOR', 'FOUNDED', 'OWNS', 'BASED_IN', 'PART_OF', 'OPERATES_IN']
RETURN e.date_text AS date, actor.name AS actor, e.relation AS act, part.name AS target, e.status AS status,
  e.amount AS amount, e.score AS score, e.sources AS sources
ORDER BY e.date DESC, actor, act
