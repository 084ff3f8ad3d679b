"""The stance of a state towards a target: the index, where it turns, and what lies behind it (docs/stance.md)."""
