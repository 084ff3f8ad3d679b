// articles with all that is known of them; locks them for this transaction
UNWIND $rows AS row
MERGE (a:Article {id: row.id})
SET a = row
