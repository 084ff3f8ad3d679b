// the words by which the latest articles name an entity, how often, and in how many of them
MATCH (:Entity {id: $id})<-[m:MENTIONS]-(a:Article)
WITH a, m ORDER BY a.published DESC, a.id LIMIT $articles
UNWIND range(0, size(coalesce(m.starts, [])) - 1) AS place
WITH a, substring(a.text, m.starts[place], m.ends[place] - m.starts[place]) AS name
RETURN name, count(*) AS times, count(DISTINCT a) AS articles
ORDER BY times DESC, name
