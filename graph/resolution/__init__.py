"""Who is who: whether two names, and two entities, are one."""

from graph.resolution.score import Decision, Judgement, judge, match_names

__all__ = ["Decision", "Judgement", "judge", "match_names"]
