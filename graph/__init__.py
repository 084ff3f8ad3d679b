"""What the graph is, and everything that touches a database."""
