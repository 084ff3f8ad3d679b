// a run has ended
MATCH (r:Run {id: $run})
SET r.finished = $finished, r.articles = $articles, r.skipped = $skipped, r.claims = $claims
