// the last runs
MATCH (r:Run)
RETURN r.id AS id, r.started AS started, r.finished AS finished, r.articles AS articles, r.skipped AS skipped,
  r.claims AS claims, r.version AS version
ORDER BY r.id DESC
LIMIT $limit
