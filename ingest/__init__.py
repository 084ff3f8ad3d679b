"""Articles in, claims out; nothing here touches a database."""

SURE = 0.45
"""The least confidence, from 0 to 1, at which a claim is told unless another is asked for."""
