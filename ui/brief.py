"""The brief as Markdown and as a web page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.stance.brief import Brief, Mover
from graph.stance.ledger import Life
from ui.wording import caption, count, day, escape_html, level, signed, when

LONGEST = 8
"""Lines in a section; the rest is counted."""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }}
h1 {{ font-size: 1.4rem; margin: 0 0 .2rem; }} h2 {{ font-size: 1rem; margin: 1.3rem 0 .3rem; }}
ul {{ margin: 0; padding-left: 1.2rem; }} li {{ margin: .15rem 0; }} p {{ margin: .2rem 0; color: #556070; }}
</style></head><body>
{body}
</body></html>
"""


def to_markdown(told: Brief) -> str:
    """The brief as Markdown."""
    lines = [f"# {_plain(_title(told))}", "", _plain(_summary(told))]
    for title, rows in _sections(told):
        lines += ["", f"## {title}", "", *(f"- {_plain(row)}" for row in rows)]
    return "\n".join(lines) + "\n"


def to_html(told: Brief) -> str:
    """The brief as a page that needs no other file."""
    lines = [f"<h1>{escape_html(_title(told))}</h1>", f"<p>{escape_html(_summary(told))}</p>"]
    for title, rows in _sections(told):
        listed = "".join(f"<li>{escape_html(row)}</li>" for row in rows)
        lines.append(f"<h2>{title}</h2>\n<ul>{listed}</ul>")
    return PAGE.format(title=escape_html(_title(told)), body="\n".join(lines))


def _plain(text: str) -> str:
    """Text in which nothing is markup, and that reads well as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", " ".join(text.split()))


def _title(told: Brief) -> str:
    who = told.issuer.name if told.issuer else "All states"
    return f"{who}: what changed from {day(told.since)} to {day(told.until)}"


def _summary(told: Brief) -> str:
    parts = (
        count(len(told.acts), "new act"),
        f"{len(told.confirmed)} of them expected before",
        count(len(told.rumours), "new rumour"),
        f"{len(told.undone)} eased, reversed or denied",
    )
    return ", ".join(parts) + "." if told.acts or told.rumours or told.undone else "Nothing new was read."


def _sections(told: Brief) -> Iterator[tuple[str, list[str]]]:
    yield from _some("New acts", [_act(life) for life in told.acts])
    yield from _some("Confirmed", [f"{_act(life)}; first told {life.lead} days before" for life in told.confirmed])
    yield from _some("Eased, reversed or denied", [_undone(life) for life in told.undone])
    yield from _some("New rumours", [_act(life) for life in told.rumours])
    turned = [mover for mover in told.movers if mover.turns]
    yield from _some("Turning points", [_turn(mover) for mover in turned])
    yield from _some("Biggest movers", [_mover(mover) for mover in told.movers if mover.size >= 0.005])


def _some(title: str, rows: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    if rows:
        more = [f"and {len(rows) - LONGEST} more"] if len(rows) > LONGEST else []
        yield title, [*rows[:LONGEST], *more]


def name_life(life: Life) -> str:
    """A signal in words: China halts Ant Group IPO."""
    return caption(life.act.relation, life.act.actor.name, life.act.target.name)


def _act(life: Life) -> str:
    first = life.rumoured if life.in_force is None else None
    date = when(life.act.date.start or first, life.act.date.precision if life.act.date.start else None)
    sources = count(len(life.sources), "source")
    return f"{name_life(life)} ({date}, {life.state}, score {signed(life.act.score)}, {sources})"


def _undone(life: Life) -> str:
    by = f" by {life.undone_by.actor.name}" if life.undone_by else ""
    return f"{name_life(life)}: {life.state}{by} on {day(life.undone)}"


def _turn(mover: Mover) -> str:
    told = []
    for turn in mover.turns:
        side = "restrictive" if turn.shift < 0 else "supportive"
        told.append(f"to the {side} on {day(turn.date)}, {level(turn.before)} to {level(turn.after)}")
    return f"{mover.target.name}: {'; '.join(told)}"


def _mover(mover: Mover) -> str:
    return f"{mover.target.name}: {level(mover.before)} to {level(mover.after)}"
