"""Acts and the sentences they were read from, as HTML in which every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from graph.connections import Connection, Hop
from ui.reads import Act, Profile, Report
from ui.wording import POLARITY, STATUS, caption, count, day, escape_html, polarity, safe_url, signed, type_name, when

AROUND = 320
"""Characters of a long sentence that are shown on each side of its quote."""


def marked(report: Report) -> str:
    """The sentence with its quote marked; the quote alone when the sentence is not known."""
    if report.quote_start < 0:
        return f"<mark>{escape_html(report.quote)}</mark>"
    start, end = report.quote_start, report.quote_start + len(report.quote)
    before, after = report.sentence[:start].lstrip(), report.sentence[end:].rstrip()
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    return f"{escape_html(before)}<mark>{escape_html(report.quote)}</mark>{escape_html(after)}"


def report_html(report: Report, *, act_status: str = "", read_on: str = "") -> str:
    """One report: the words, who says so, and where they stand; `read_on` is the page that shows its article."""
    title = escape_html(report.title or "Untitled")
    if url := safe_url(report.url):
        title = f'<a href="{escape_html(url)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    source = " · ".join(
        filter(
            None,
            (escape_html(report.publisher), day(report.published), f"read with {report.confidence:.0%} confidence"),
        )
    )
    said = f'<div class="ps-said">says {escape_html(report.attributed_to)}</div>' if report.attributed_to else ""
    differs = (
        f'<span class="ps-chip ps-{escape_html(report.status)}">told as {STATUS.get(report.status, "").lower()}</span>'
        if report.status in STATUS and act_status and report.status != act_status
        else ""
    )
    whole = (
        f'<a href="{escape_html(read_on)}?id={quote(report.article, safe="")}" target="_self">Read the article</a>'
        if read_on
        else ""
    )
    around = (
        f'<details class="ps-context"><summary>In its context</summary><p>{escape_html(report.before)}'
        f"<em>{escape_html(report.sentence)}</em>{escape_html(report.after)}</p></details>"
        if report.sentence and (report.before or report.after)
        else ""
    )
    return (
        f'<div class="ps-report"><blockquote>{marked(report)}</blockquote>{said}{around}'
        f'<div class="ps-source">{title}<span>{source}</span>{whole}{differs}</div></div>'
    )


def act_html(act: Act, reports: Sequence[Report], *, note: str = "", is_open: bool = False, read_on: str = "") -> str:
    """One act that opens on its reports; `note` stands with its facts."""
    pole = polarity(act.score)
    status = act.status if act.status in STATUS else ""
    facts = [
        f'<span class="ps-chip ps-{status}">{STATUS.get(status, "")}</span>',
        f"<span>{escape_html(when(act.date, act.precision))}</span>",
        f'<span class="ps-pole ps-{pole}">{POLARITY[pole]} {signed(act.score)}</span>' if act.score else "",
        f"<span>{count(act.sources, 'publisher')}</span>" if act.sources > 1 else "",
        f"<span>{count(act.against, 'publisher')} against</span>" if act.against else "",
        f"<span>may be one of {count(act.may_be, 'other act')}</span>" if act.may_be else "",
        f"<span>{escape_html(act.amount)}</span>" if act.amount else "",
        f"<span>{escape_html(note)}</span>" if note else "",
    ]
    first, *others = [report_html(report, act_status=act.status, read_on=read_on) for report in reports] or [
        '<p class="ps-quiet">No report is kept for this act.</p>'
    ]
    more = (
        f'<details class="ps-more"><summary>{count(len(others), "other report")}</summary>{"".join(others)}</details>'
        if others
        else ""
    )
    name = escape_html(caption(act.relation, act.actor_name, act.target_name))
    return (
        f'<details class="ps-act ps-{pole}" {"open" if is_open else ""}><summary><span class="ps-caption">{name}</span>'
        f'<span class="ps-facts">{"".join(facts)}</span></summary>{first}{more}</details>'
    )


def acts_html(
    acts: Iterable[Act],
    reports: Mapping[str, Sequence[Report]],
    *,
    opened: int = 1,
    notes: Mapping[str, str] | None = None,
    read_on: str = "",
) -> str:
    """Acts one below the other, the first `opened` of them open; `notes` by the id of the act."""
    said = notes or {}
    return "".join(
        act_html(act, reports.get(act.id, ()), note=said.get(act.id, ""), is_open=at < opened, read_on=read_on)
        for at, act in enumerate(acts)
    )


def heading_html(title: str, under: str = "") -> str:
    """A heading and a quiet line below it."""
    line = f'<p class="ps-quiet">{escape_html(under)}</p>' if under else ""
    return f'<h3 class="ps-heading">{escape_html(title)}</h3>{line}'


def list_html(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """Rows of a text and what is quietly beside it, under a small heading; nothing without rows."""
    listed = "".join(f"<dt>{escape_html(text)}</dt><dd>{escape_html(beside)}</dd>" for text, beside in rows)
    return f'<h4 class="ps-part">{escape_html(title)}</h4><dl class="ps-list">{listed}</dl>' if listed else ""


def way_html(way: Connection, place: int) -> str:
    """A way between two, step by step, each with its sentence."""
    steps = "".join(map(_hop_html, way.hops))
    title = f"{place}. {count(len(way.hops), 'step')}, strength {way.strength:.2f}"
    return f'<section class="ps-way"><h4 class="ps-part">{title}</h4>{steps}</section>'


def _hop_html(hop: Hop) -> str:
    forth = hop.act.actor == hop.start.id
    actor, target = (hop.start, hop.end) if forth else (hop.end, hop.start)
    facts = [
        STATUS.get(hop.act.status, ""),
        day(hop.act.start) or "undated",
        f"{count(hop.more, 'other act')} between them" if hop.more else "",
        f"denied by {', '.join(hop.denied_by)}" if hop.denied_by else "",
    ]
    told = ""
    if one := hop.evidence:
        before, found, after = one.sentence.partition(one.quote) if one.quote in one.sentence else ("", one.quote, "")
        words = f"{escape_html(before)}<mark>{escape_html(found)}</mark>{escape_html(after)}"
        source = " · ".join(filter(None, (one.title, one.publisher, day(one.published))))
        told = f'<blockquote>{words}</blockquote><div class="ps-source"><span>{escape_html(source)}</span></div>'
    quiet = escape_html(" · ".join(filter(None, facts)))
    name = escape_html(caption(hop.act.relation, actor.name, target.name))
    facts_html = f'<span class="ps-facts">{quiet}</span>'
    return f'<div class="ps-report"><span class="ps-caption">{name}</span>{facts_html}{told}</div>'


def profile_html(profile: Profile) -> str:
    """What an entity is: type, other names, jurisdiction, owner, sectors."""
    rows = [
        ("Type", type_name(profile.type)),
        ("Also known as", ", ".join(profile.aliases)),
        ("Jurisdiction", profile.jurisdiction),
        ("Part of", profile.parent_name or profile.parent),
        ("Sectors", ", ".join(profile.sectors)),
        ("Catalog", "known actor" if profile.known else "found in the text, not in the catalog"),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{escape_html(value)}</dd>" for name, value in rows if value)
    ties = f"{count(profile.acts, 'act')} with {count(profile.neighbours, 'other')}"
    return f'{heading_html(profile.name, ties)}<dl class="ps-profile">{listed}</dl>'
