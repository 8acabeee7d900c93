"""The report on many connections: one line for each, those with problems first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from halo_tui.base.text import redact
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Verdict
from halo_tui.report import markdown, page, plain
from halo_tui.report.story import WHO, Chapter, local_and_utc, story_of, who_of
from halo_tui.workspace.fleet import ProfileLine, severity_of
from halo_tui.workspace.foreign import clean

SCHEMA: Final = 1
"""The version of the JSON; members are only ever added."""
TITLE: Final = "HaloPSA to Gradient: all connections"
HEAD: Final = ("Connection", "Verdict", "Cause", "Who must act", "Certificate", "Tested")
NO_RUN: Final = "not tested"
"""There is no run of all checks; a run of some of them says nothing of the whole connection."""
_VERDICT_WIDTH: Final = 12


@dataclass(frozen=True, slots=True)
class FleetRow:
    """The row of one connection under `HEAD`, with its findings."""

    line: ProfileLine
    cells: tuple[str, str, str, str, str, str]
    verdict: str
    chapters: tuple[Chapter, ...] = ()
    """What has to be done, by the people who have to act."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The content of the report, for every format."""

    title: str
    rows: Sequence[FleetRow]
    is_for_one: bool
    """Whether it is limited to the tasks of one reader."""


def fleet(lines: Iterable[ProfileLine], format_: str, *, only_for: str = "") -> str:
    """Return the report on all connections.

    Args:
        lines: one for each profile.
        format_: one of `render.FORMATS`.
        only_for: one of `WHO`: only connections with a task for this reader are included, and only
            these tasks.

    Raises:
        KeyError: the format does not exist.
    """
    ordered = sorted(lines, key=lambda line: (severity_of(line), line.slug))
    rows = [_row(line, only_for) for line in ordered]
    if only_for:
        rows = [row for row in rows if row.chapters]
    title = f"{TITLE}, for {WHO[only_for]}" if only_for else TITLE
    written = "\n".join(_WRITERS[format_](Fleet(title, rows, bool(only_for))))
    return redact(written.removesuffix("\n") + "\n")


def _row(line: ProfileLine, only_for: str) -> FleetRow:
    name = line.name if line.name == line.slug else f"{line.name} ({line.slug})"
    days = "" if line.certificate_days is None else f"{line.certificate_days} days"
    verdict = "unusable" if line.problem else str(line.verdict or NO_RUN)
    cause = line.problem or line.cause
    who = WHO.get(line.who or "", "")
    cells = (name, verdict.replace("_", " "), cause, who, days, local_and_utc(line.at))
    chapters = story_of(line.events, only_for=only_for).chapters if line.events else ()
    needed = tuple(chapter for chapter in chapters if chapter.who or only_for)
    return FleetRow(line, cells, verdict, needed)


def _text(report: Fleet) -> Iterator[str]:
    from halo_tui.base.cells import wrap

    yield from wrap(report.title)
    yield "=" * min(len(report.title), 80)
    for row in report.rows:
        yield ""
        yield from wrap(row.cells[0], first=f"{row.cells[1].upper():<{_VERDICT_WIDTH}}")
        for label, value in zip(HEAD[2:], row.cells[2:], strict=True):
            if value:
                yield from wrap(value, first=f"{'':<{_VERDICT_WIDTH}}{label:<14}")
        if report.is_for_one:
            yield from plain.sections(row.chapters)
    if not report.rows:
        yield from ("", "Nothing: no connection needs them.")


def _markdown(report: Fleet) -> Iterator[str]:
    yield from (f"# {report.title}", "", f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|")
    for row in report.rows:
        yield f"| {' | '.join(map(markdown.safe, row.cells))} |"
    if report.is_for_one:
        for row in report.rows:
            yield from ("", f"# {markdown.safe(row.cells[0])}")
            yield from markdown.sections(row.chapters)


def _html(report: Fleet) -> Iterator[str]:
    yield page.page(report.title, _body(report))


def _body(report: Fleet) -> Iterator[str]:
    rows = report.rows
    yield f'<header class="banner {_banner(rows)}">'
    yield f"<h1>{escape(report.title)}</h1>"
    yield f'<p class="verdict">{_summary(report)}</p>\n</header>'
    yield "<main>\n<section>\n<h2>Overview</h2>"
    yield from page.table(HEAD, (row.cells for row in rows))
    yield "</section>"
    for row in rows:
        if row.chapters:
            yield f"<details>\n<summary>{escape(row.cells[0])}: what to do</summary>"
            yield from page.sections(row.chapters)
            yield "</details>"
    yield "</main>"


def _banner(rows: Sequence[FleetRow]) -> str:
    """Return the verdict whose colour the banner has: of the worst connection."""
    verdicts = {row.verdict for row in rows}
    if verdicts <= {Verdict.READY}:
        return str(Verdict.READY)
    return str(Verdict.UNDECIDED if verdicts <= {Verdict.READY, NO_RUN} else Verdict.NOT_READY)


def _summary(report: Fleet) -> str:
    number = len(report.rows)
    if report.is_for_one:
        return f"{number} connections to look at" if number != 1 else "1 connection to look at"
    ready = sum(row.verdict == Verdict.READY for row in report.rows)
    untested = sum(row.verdict == NO_RUN for row in report.rows)
    parts = [f"{ready} of {number} ready", f"{untested} not tested" if untested else ""]
    if bad := number - ready - untested:
        parts.insert(1, f"{bad} to look at")
    return " · ".join(filter(None, parts))


def _json(report: Fleet) -> Iterator[str]:
    connections = [
        {
            **row.line.members(),
            "findings": [_finding(found) for part in row.chapters for found in part.results],
        }
        for row in report.rows
    ]
    whole = {"report": "halo_tui_fleet", "schema": SCHEMA, "connections": clean(connections)}
    yield json.dumps(whole, ensure_ascii=True, indent=1)


def _finding(result: CheckFinished) -> dict[str, Any]:
    """Return a task with the words of the report."""
    return {
        "who": who_of(result),
        "check": result.check,
        "target": result.target,
        "status": result.status,
        "code": result.code,
        "summary": result.summary,
        "means": result.means,
        "next_step": result.next_step,
        "cure": result.cure,
    }


_WRITERS: Final = {"text": _text, "markdown": _markdown, "html": _html, "json": _json}
