// end the query of a visitor, by the mark that it was started with
SHOW TRANSACTIONS
YIELD transactionId AS id, metaData
WHERE metaData.mark = $mark
TERMINATE TRANSACTIONS id
YIELD message
RETURN message
