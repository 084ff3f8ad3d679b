// the articles of a publisher, of a run, or of both; an empty text stands for any
MATCH (a:Article)
WHERE ($publisher = '' OR toLower(a.publisher) = toLower($publisher)) AND ($run = '' OR a.run = $run)
RETURN a.id AS id
ORDER BY id
