"""Neo4j on this machine: fetched once, started when it is needed, stopped when nobody uses it."""
