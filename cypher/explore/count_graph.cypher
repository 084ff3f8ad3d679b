// how much of everything the graph holds, and the days it spans
RETURN COUNT { (:Article) } AS articles,
  COUNT { (:Entity) } AS entities,
  COUNT { (:Event) } AS events,
  COUNT { (:Article)-[:REPORTS]->() } AS reports,
  COUNT { (:Article)-[:MENTIONS]->() } AS mentions,
  COUNT { ()-[:RESOLVED_BY]->() } AS resolved,
  COLLECT { MATCH (a:Article) RETURN DISTINCT a.publisher ORDER BY a.publisher } AS publishers,
  COLLECT { MATCH (e:Event) WHERE e.date IS NOT NULL RETURN e.date ORDER BY e.date LIMIT 1 }[0] AS first,
  COLLECT { MATCH (e:Event) WHERE e.date IS NOT NULL RETURN e.date ORDER BY e.date DESC LIMIT 1 }[0] AS last
