"""Many connections on one page: a line each, what is wrong first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from halo_tui.base.text import redact
from halo_tui.checks.events import Verdict
from halo_tui.report.page import page
from halo_tui.report.story import WHO, Chapter, local_and_utc
from halo_tui.report.story import tell as tell_story
from halo_tui.workspace.fleet import Line, severity_of

TITLE: Final = "HaloPSA to Gradient: all connections"
HEAD: Final = ("Connection", "Verdict", "Cause", "Who must act", "Certificate", "Tested")
NO_RUN: Final = "never tested"


@dataclass(frozen=True, slots=True)
class Row:
    """One connection, under `HEAD`, with its findings."""

    cells: tuple[str, str, str, str, str, str]
    verdict: str
    chapters: tuple[Chapter, ...] = ()


def fleet(lines: Iterable[Line], format_: str) -> str:
    """The report on all connections.

    Args:
        lines: one for each profile.
        format_: `text`, `markdown` or `html`.
    """
    ordered = sorted(lines, key=lambda line: (severity_of(line), line.slug))
    rows = [_row(line) for line in ordered]
    written = _html(rows) if format_ == "html" else "\n".join(_WRITERS[format_](rows)) + "\n"
    return redact(written)


def _row(line: Line) -> Row:
    name = line.name if line.name == line.slug else f"{line.name} ({line.slug})"
    days = "" if line.certificate_days is None else f"{line.certificate_days} days"
    verdict = "unusable" if line.problem else str(line.verdict or NO_RUN)
    cause = line.problem or line.cause
    who = WHO.get(line.who or "", "")
    cells = (name, verdict.replace("_", " "), cause, who, days, local_and_utc(line.at))
    chapters = tell_story(line.events).chapters if line.events else ()
    needed = tuple(chapter for chapter in chapters if chapter.who)
    return Row(cells, verdict, needed)


def _text(rows: list[Row]) -> Iterator[str]:
    from halo_tui.base.cells import wrap

    yield from (TITLE, "=" * len(TITLE))
    for row in rows:
        yield ""
        yield from wrap(row.cells[0], first=f"{row.cells[1].upper():<12}")
        for label, told in zip(HEAD[2:], row.cells[2:], strict=True):
            if told:
                yield from wrap(told, first=f"{'':<12}{label:<14}")


def _markdown(rows: list[Row]) -> Iterator[str]:
    from halo_tui.report.markdown import safe

    yield from (f"# {TITLE}", "", f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|")
    for row in rows:
        yield f"| {' | '.join(map(safe, row.cells))} |"


def _html(rows: list[Row]) -> str:
    from halo_tui.report.page import sections, table

    def body() -> Iterator[str]:
        bad = sum(row.verdict not in (Verdict.READY, NO_RUN) for row in rows)
        yield f'<header class="banner {"not_ready" if bad else "ready"}">\n<h1>{TITLE}</h1>'
        yield f'<p class="verdict">{len(rows) - bad} of {len(rows)} need nothing</p>\n</header>'
        yield "<main>\n<section>\n<h2>Overview</h2>"
        yield from table(HEAD, (row.cells for row in rows))
        yield "</section>"
        for row in rows:
            if row.chapters:
                yield f"<details>\n<summary>{escape(row.cells[0])}: what to do</summary>"
                yield from sections(row.chapters)
                yield "</details>"
        yield "</main>"

    return page(TITLE, body())


_WRITERS = {"text": _text, "markdown": _markdown}
