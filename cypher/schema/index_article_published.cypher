// articles are found by their day of publication
CREATE INDEX article_published IF NOT EXISTS FOR (n:Article) ON (n.published)
