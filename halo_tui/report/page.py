"""The report as one HTML file, without scripts or external files, for screens and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from halo_tui.base.packaged import packaged_text
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


def html(story: Story) -> str:
    """Return the whole story as an HTML page."""
    return page(story.headline, _body(story))


def page(title: str, body: Iterable[str]) -> str:
    """Return a page in ASCII, so that a wrong encoding cannot damage it.

    Args:
        title: the title of the window.
        body: lines of markup.
    """
    text = "\n".join([*_head(title), *body, "</body>\n</html>"]) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def definitions(rows: Mapping[str, str]) -> Iterator[str]:
    """Yield names and their values as a list that fits any width."""
    yield "<dl>"
    for label, value in rows.items():
        yield f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"


def _head(title: str) -> Iterator[str]:
    style = packaged_text("halo_tui.report", "page.css")
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>"


def _body(story: Story) -> Iterator[str]:
    verdict = story.verdict or "stopped"
    yield f'<header class="banner {verdict}">\n<h1>{TITLE}</h1>'
    yield f'<p class="verdict">{escape(story.headline)}</p>\n</header>\n<main>'
    yield from definitions({k: value for k, value in story.facts.items() if k != "Result"})
    yield from sections(story.chapters)
    yield from _keys(story)
    yield from _checks(story)
    yield "</main>\n<footer>\n<details>\n<summary>Versions</summary>"
    yield from definitions(story.versions)
    yield "</details>\n</footer>"


def sections(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield chapters as sections."""
    for chapter in chapters:
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(chapter.title)}</h2>"
    if chapter.intro:
        yield f"<p>{escape(chapter.intro)}</p>"
    for result in chapter.results:
        yield from _finding(result, chapter)
    if chapter.follows:
        yield f"<p>What follows from it: {escape(chapter.follows)}</p>"
    yield "</section>"


def _finding(result: CheckFinished, chapter: Chapter) -> Iterator[str]:
    yield f"<article>\n<h3>{_status(result)} {escape(result.summary)}</h3>"
    where = f" at {escape(result.target)}" if result.target else ""
    whose = "" if chapter.who else f" &middot; for {escape(WHO[who_of(result)])}"
    yield f'<p class="where"><code>{escape(result.code)}</code>{where}{whose}</p>'
    if result.means:
        yield f"<p>{escape(result.means)}</p>"
    if result.next_step:
        yield f"<p><strong>Do first:</strong> {escape(result.next_step)}</p>"
    yield from _list("What to do", "ol", result.cure)
    for name, block in blocks_of(result).items():
        yield f'<h4>{escape(label_of(name))}</h4>\n<pre tabindex="0">\n{escape(block)}\n</pre>'
    yield from _proof(result)
    yield "</article>"


def _proof(result: CheckFinished) -> Iterator[str]:
    """Yield possible causes and evidence, in a folded part for readers who want the details."""
    causes = [cause.text + (f" ({FITS[cause.fits]})" if FITS[cause.fits] else "")
              for cause in result.causes]  # fmt: skip
    evidence = [f"{name}: {value}" for name, value in evidence_of(result)]
    if not causes and not evidence:
        return
    yield "<details>\n<summary>Possible causes and evidence</summary>"
    yield from _list("Possible causes, the likeliest first", "ul", causes)
    yield from _list("Evidence", "ul", evidence)
    yield "</details>"


def _keys(story: Story) -> Iterator[str]:
    if not story.keys:
        return
    yield f"<section>\n<h2>{KEYS_TITLE}</h2>\n<p>{escape(KEYS_INTRO)}</p>"
    yield from table((*KEYS_HEAD, KEYS_WHERE), ([*key_cells(row), row.where] for row in story.keys))
    yield "</section>"


def _checks(story: Story) -> Iterator[str]:
    if not story.checks:
        return
    yield "<section>\n<h2>All checks</h2>\n<details>"
    yield f"<summary>{len(story.checks)} results, in the order of the test</summary>"
    head = ("Result", "Check", "At", "Says", "ms")
    rows = ([str(r.status), r.check, r.target or "", r.summary, str(r.ms)] for r in story.checks)
    yield from table(head, rows)
    yield "</details>\n</section>"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table that is shown as a list on narrow screens."""
    names = [escape(name) for name in head]
    heads = "".join(f'<th scope="col">{name}' for name in names)
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in rows:
        cells = zip(names, map(escape, row), strict=True)
        shown = "".join(f'<td data-name="{name}">{cell}' for name, cell in cells)
        yield f"<tr>{shown}</tr>"
    yield "</tbody>\n</table>"


def _list(title: str, tag: str, items: Iterable[str]) -> Iterator[str]:
    entries = [f"<li>{escape(item)}</li>" for item in items]
    if entries:
        yield f"<h4>{title}</h4>\n<{tag}>"
        yield from entries
        yield f"</{tag}>"


def _status(result: CheckFinished) -> str:
    return f'<span class="status {result.status}">{result.status}</span>'
