// articles with all that is known of them, locked for this transaction; which of them were there before
UNWIND $rows AS row
MERGE (a:Article {id: row.id})
WITH a, row, a.complete IS NOT NULL AS there
SET a = row
WITH a, there
WHERE there
RETURN a.id AS id
