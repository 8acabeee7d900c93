"""The report as plain text for a terminal or a mail: no line is wider than 80 cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from halo_tui.base.cells import cells, wrap
from halo_tui.checks.events import CheckFinished
from halo_tui.report.story import (
    FITS,
    KEYS_HEAD,
    KEYS_INTRO,
    KEYS_TITLE,
    TITLE,
    WHO,
    Chapter,
    Story,
    blocks_of,
    evidence_of,
    key_cells,
    label_of,
    who_of,
)

_INDENT = " " * 9
_LABEL = 13
"""Cells of the first column of a table."""


def text(story: Story) -> str:
    """Return the whole story as plain text."""
    return "\n".join(_lines(story)) + "\n"


def sections(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield chapters as lines, each with its heading."""
    for chapter in chapters:
        yield from _chapter(chapter)


def _lines(story: Story) -> Iterator[str]:
    yield from (TITLE, "=" * len(TITLE))
    yield from _table(story.facts)
    yield from sections(story.chapters)
    yield from _keys(story)
    if story.checks:
        yield from _heading("All checks")
    for result in story.checks:
        target = f" ({result.target})" if result.target else ""
        line = f"{result.check}{target}: {result.summary} [{result.ms}ms]"
        yield from wrap(line, first=_mark(result))
    yield from _heading("Versions")
    yield from _table(story.versions)


def _heading(title: str) -> Iterator[str]:
    yield from ("", title.upper(), "-" * cells(title))


def _table(rows: Mapping[str, str]) -> Iterator[str]:
    for label, value in rows.items():
        yield from wrap(value, first=f"{label:<{_LABEL}}")


def _keys(story: Story) -> Iterator[str]:
    if not story.keys:
        return
    yield from _heading(KEYS_TITLE)
    yield from wrap(KEYS_INTRO)
    yield ""
    yield from _key_line(KEYS_HEAD)
    for row in story.keys:
        yield from _key_line(key_cells(row))
        if row.short:
            yield from wrap(row.where, first=_INDENT)


def _key_line(columns: tuple[str, str, str, str]) -> Iterator[str]:
    right, ticked, works, level = columns
    yield from wrap(level, first=f"{right:<18}{ticked:<9}{works:<9}")


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from _heading(chapter.title)
    if chapter.intro:
        yield from wrap(chapter.intro)
    for result in chapter.results:
        yield ""
        yield from _finding(result, chapter)
    if chapter.follows:
        yield ""
        yield from wrap(f"What follows from it: {chapter.follows}")


def _finding(result: CheckFinished, chapter: Chapter) -> Iterator[str]:
    yield from wrap(result.summary, first=_mark(result))
    where = f"{result.code} at {result.target}" if result.target else result.code
    yield from wrap(where, first=_INDENT)
    if not chapter.who:
        yield from wrap(f"For {WHO[who_of(result)]}", first=_INDENT)
    if result.means:
        yield from wrap(result.means, first=_INDENT)
    yield from _causes(result)
    if result.cure:
        yield f"{_INDENT}What to do:"
    for number, line in enumerate(result.cure, start=1):
        yield from wrap(line, first=f"{_INDENT}{number}. ")
    if result.next_step:
        yield from wrap(f"Do first: {result.next_step}", first=_INDENT)
    evidence = evidence_of(result)
    if evidence:
        yield f"{_INDENT}Evidence:"
    for name, value in evidence:
        yield from wrap(f"{name}: {value}", first=f"{_INDENT}- ")
    for name, block in blocks_of(result).items():
        # Unindented and unwrapped, so that the certificate can be copied out for openssl.
        yield from ("", f"{label_of(name)}:", *block.split("\n"), "")


def _causes(result: CheckFinished) -> Iterator[str]:
    if result.causes:
        yield f"{_INDENT}Possible causes, the likeliest first:"
    for cause in result.causes:
        weight = f" ({FITS[cause.fits]})" if FITS[cause.fits] else ""
        yield from wrap(cause.text + weight, first=f"{_INDENT}- ")


def _mark(result: CheckFinished) -> str:
    return f"{result.status.upper():<{len(_INDENT)}}"
