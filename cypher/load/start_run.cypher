// a run begins
MERGE (r:Run {id: $run})
SET r.started = $started, r.version = $version, r.run = $run
