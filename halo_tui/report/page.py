"""The report as one HTML file: no script, nothing fetched, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from halo_tui.checks.events import CheckFinished
from halo_tui.report.story import (
    FITS,
    KEYS_HEAD,
    KEYS_INTRO,
    KEYS_TITLE,
    TITLE,
    Chapter,
    Story,
    evidence_of,
    key_cells,
)

_STYLE = """\
:root { color-scheme: light dark; --line: #8886; --fail: #b3261e; --warn: #8a5a00;
  --unknown: #6b4ea0; --pass: #1b6e3c; --skip: #666; }
@media (prefers-color-scheme: dark) { :root { --fail: #ff8a80; --warn: #ffc266;
  --unknown: #c3a6ff; --pass: #7edc9e; --skip: #aaa; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-radius: .4rem; padding: 0 1rem; margin: 1rem 0; }
code { overflow-wrap: anywhere; }
.fail { color: var(--fail); } .warn { color: var(--warn); } .unknown { color: var(--unknown); }
.pass { color: var(--pass); } .skip { color: var(--skip); }
.status { font-weight: 700; text-transform: uppercase; }
@media print { article { break-inside: avoid; } }
"""

_HEAD = f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{TITLE}</title>
<style>
{_STYLE}</style>
</head>
<body>
<h1>{TITLE}</h1>"""


def html(story: Story) -> str:
    """The whole story as an HTML page; in ASCII, so that no encoding on its way can harm it."""
    page = "\n".join(_lines(story)) + "\n"
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _lines(story: Story) -> Iterator[str]:
    yield _HEAD
    yield from _table(story.facts)
    for chapter in story.chapters:
        yield from _chapter(chapter)
    yield from _keys(story)
    yield "<section>\n<h2>All checks</h2>\n<table>"
    yield "<tr><th>Result<th>Check<th>At<th>Says<th>ms</tr>"
    for result in story.checks:
        cells = (escape(result.check), escape(result.target or ""), escape(result.summary))
        yield f"<tr><td>{_status(result)}<td>{'<td>'.join(cells)}<td>{result.ms}</tr>"
    yield "</table>\n</section>\n<section>\n<h2>Versions</h2>"
    yield from _table(story.versions)
    yield "</section>\n</body>\n</html>"


def _table(rows: Mapping[str, str]) -> Iterator[str]:
    yield "<table>"
    for label, told in rows.items():
        yield f"<tr><th>{escape(label)}<td>{escape(told)}</tr>"
    yield "</table>"


def _keys(story: Story) -> Iterator[str]:
    if not story.keys:
        return
    yield f"<section>\n<h2>{KEYS_TITLE}</h2>\n<p>{escape(KEYS_INTRO)}</p>\n<table>"
    yield f"<tr><th>{'<th>'.join(map(escape, KEYS_HEAD))}<th>Mend</tr>"
    for row in story.keys:
        yield f"<tr><td>{'<td>'.join(map(escape, key_cells(row)))}<td>{escape(row.where)}</tr>"
    yield "</table>\n</section>"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(chapter.title)}</h2>"
    if chapter.intro:
        yield f"<p>{escape(chapter.intro)}</p>"
    for result in chapter.results:
        yield from _finding(result)
    yield "</section>"


def _finding(result: CheckFinished) -> Iterator[str]:
    yield f"<article>\n<h3>{_status(result)} {escape(result.summary)}</h3>"
    where = f" at {escape(result.target)}" if result.target else ""
    yield f"<p><code>{escape(result.code)}</code>{where}</p>"
    if result.means:
        yield f"<p>{escape(result.means)}</p>"
    causes = (cause.text + (f" ({FITS[cause.fits]})" if FITS[cause.fits] else "")
              for cause in result.causes)  # fmt: skip
    yield from _list("Possible causes, the likeliest first", "ul", causes)
    yield from _list("What to do", "ol", result.cure)
    if result.next_step:
        yield f"<p>Do first: {escape(result.next_step)}</p>"
    evidence = (f"{name}: {told}" for name, told in evidence_of(result))
    yield from _list("Evidence", "ul", evidence)
    yield "</article>"


def _list(title: str, tag: str, items: Iterable[str]) -> Iterator[str]:
    entries = [f"<li>{escape(item)}</li>" for item in items]
    if entries:
        yield f"<h4>{title}</h4>\n<{tag}>"
        yield from entries
        yield f"</{tag}>"


def _status(result: CheckFinished) -> str:
    return f'<span class="status {result.status}">{result.status}</span>'
