"""Acts and the sentences they were read from, as HTML in which every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ui.reads import Act, Profile, Report
from ui.wording import POLARITY, STATUS, caption, count, day, escape_html, polarity, safe_url, signed, type_name, when

AROUND = 320
"""Characters of a long sentence that are shown on each side of its quote."""


def marked(report: Report) -> str:
    """The sentence with its quote marked; the quote alone when the sentence is not known."""
    if report.quote_start < 0:
        return f"<mark>{escape_html(report.quote)}</mark>"
    start, end = report.quote_start, report.quote_start + len(report.quote)
    before, after = report.sentence[:start], report.sentence[end:]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    return f"{escape_html(before)}<mark>{escape_html(report.quote)}</mark>{escape_html(after)}"


def report_html(report: Report, *, act_status: str = "") -> str:
    """One report: the words, who says so, and where they stand."""
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
    return (
        f'<div class="ps-report"><blockquote>{marked(report)}</blockquote>{said}'
        f'<div class="ps-source">{title}<span>{source}</span>{differs}</div></div>'
    )


def act_html(act: Act, reports: Sequence[Report], *, note: str = "", is_open: bool = False) -> str:
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
    first, *others = [report_html(report, act_status=act.status) for report in reports] or [
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
) -> str:
    """Acts one below the other, the first `opened` of them open; `notes` by the id of the act."""
    said = notes or {}
    return "".join(
        act_html(act, reports.get(act.id, ()), note=said.get(act.id, ""), is_open=at < opened)
        for at, act in enumerate(acts)
    )


def heading_html(title: str, under: str = "") -> str:
    """A heading and a quiet line below it."""
    line = f'<p class="ps-quiet">{escape_html(under)}</p>' if under else ""
    return f'<h3 class="ps-heading">{escape_html(title)}</h3>{line}'


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
