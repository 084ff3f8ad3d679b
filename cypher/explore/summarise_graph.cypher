// how much the graph holds, and the days its articles span
RETURN COUNT { (:Entity) } AS entities, COUNT { (:Event) } AS acts, COUNT { (:Article) } AS articles,
       COLLECT { MATCH (a:Article) WHERE a.published IS NOT NULL RETURN a.published ORDER BY a.published LIMIT 1 }[0]
         AS first,
       COLLECT { MATCH (a:Article) WHERE a.published IS NOT NULL RETURN a.published ORDER BY a.published DESC LIMIT 1 }[0]
         AS last
