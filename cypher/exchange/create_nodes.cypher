// nodes of an export, as they were
UNWIND $rows AS row
CREATE (n:$(row.labels))
SET n = row.properties
