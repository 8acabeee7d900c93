"""The report as Markdown for a ticket; no text from outside can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from halo_tui.checks.events import CheckFinished
from halo_tui.report.story import (
    FITS,
    KEYS_HEAD,
    KEYS_INTRO,
    KEYS_TITLE,
    KEYS_WHERE,
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

_MARKUP = re.compile(r"[\\`*\[\]<|~]|(?<!\w)_|_(?!\w)|&(?=[\w#])|^[>#+-]")
"""The characters that Markdown interprets (CommonMark and GitHub's tables), and no others, because
some ticket systems show the source text."""


def markdown(story: Story) -> str:
    """Return the whole story as Markdown."""
    return "\n".join(_lines(story)) + "\n"


def sections(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield chapters as lines, each with a heading of the second level."""
    for chapter in chapters:
        yield from _chapter(chapter)


def _lines(story: Story) -> Iterator[str]:
    yield f"# {TITLE}"
    yield from _table(story.facts)
    yield from sections(story.chapters)
    yield from _keys(story)
    yield from _checks(story)
    yield from ("", "## Versions")
    yield from _table(story.versions)


def _checks(story: Story) -> Iterator[str]:
    if not story.checks:
        return
    yield from ("", "## All checks", "", "| result | check | at | says | ms |")
    yield "|---|---|---|---|---:|"
    for result in story.checks:
        texts = (_literal(result.check), safe(result.target or ""), safe(result.summary))
        yield f"| {result.status.upper()} | {' | '.join(texts)} | {result.ms} |"


def _table(rows: Mapping[str, str]) -> Iterator[str]:
    yield from ("", "| | |", "|---|---|")
    for label, value in rows.items():
        yield f"| {safe(label)} | {safe(value)} |"


def _keys(story: Story) -> Iterator[str]:
    if not story.keys:
        return
    yield from ("", f"## {KEYS_TITLE}", "", KEYS_INTRO, "")
    yield f"| {' | '.join((*KEYS_HEAD, KEYS_WHERE))} |"
    yield "|---|---|---|---|---|"
    for row in story.keys:
        yield f"| {' | '.join(map(safe, key_cells(row)))} | {safe(row.where)} |"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from ("", f"## {chapter.title}")
    if chapter.intro:
        yield from ("", safe(chapter.intro))
    for result in chapter.results:
        yield from _finding(result, chapter)
    if chapter.follows:
        yield from ("", f"What follows from it: {safe(chapter.follows)}")


def _finding(result: CheckFinished, chapter: Chapter) -> Iterator[str]:
    yield from ("", f"### {result.status.upper()}: {safe(result.summary)}", "")
    yield _literal(result.code) + (f" at {safe(result.target)}" if result.target else "")
    if not chapter.who:
        yield from ("", f"For {WHO[who_of(result)]}")
    if result.means:
        yield from ("", safe(result.means))
    if result.cure:
        yield from ("", "What to do:", "")
    for number, line in enumerate(result.cure, start=1):
        yield f"{number}. {safe(line)}"
    if result.next_step:
        yield from ("", f"Do first: {safe(result.next_step)}")
    yield from _causes(result)
    yield from _evidence(result)


def _causes(result: CheckFinished) -> Iterator[str]:
    if result.causes:
        yield from ("", "Possible causes, the likeliest first:", "")
    for cause in result.causes:
        weight = f" *({FITS[cause.fits]})*" if FITS[cause.fits] else ""
        yield f"- {safe(cause.text)}{weight}"


def _evidence(result: CheckFinished) -> Iterator[str]:
    evidence = evidence_of(result)
    if evidence:
        yield from ("", "Evidence:", "")
    for name, value in evidence:
        yield f"- {safe(name)}: {_literal(value)}"
    for name, block in blocks_of(result).items():
        yield from ("", f"{label_of(name)}:", "", "```", *block.split("\n"), "```")


def safe(text: str) -> str:
    """Return the text on one line, with every character that Markdown interprets escaped."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _literal(text: str) -> str:
    """Return the text as a code span, in which only its own fence is interpreted."""
    return f"`{' '.join(text.split()).replace('`', chr(0x2CB)).replace('|', chr(0xA6))}`"
