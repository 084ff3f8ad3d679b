// who reports some acts, in which words and in what context: the best evidence of each first
MATCH (e:Event)<-[r:REPORTS]-(n:Article)
WHERE e.id IN $ids
RETURN e.id AS act, r.quote AS quote, r.start AS start, r.end AS end, r.status AS status,
       r.attributed_to AS attributed_to, r.confidence AS confidence,
       r.sentence_start AS sentence_start, substring(n.text, r.sentence_start, r.sentence_end - r.sentence_start) AS sentence,
       substring(n.text, CASE WHEN r.sentence_start > 300 THEN r.sentence_start - 300 ELSE 0 END,
                 CASE WHEN r.sentence_start > 300 THEN 300 ELSE r.sentence_start END) AS before,
       substring(n.text, r.sentence_end, 300) AS after,
       n.id AS article, n.title AS title, n.url AS url, n.publisher AS publisher, n.published AS published
ORDER BY act, confidence DESC, published, article, start
