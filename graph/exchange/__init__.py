"""The graph in files: exports of a network or of the whole graph, and the import of our own JSON Lines."""
