// how many nodes and relationships there are, of whatever kind
RETURN COUNT { () } AS nodes, COUNT { ()-[]->() } AS relationships
