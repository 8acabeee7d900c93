"""The pane that explains a field: where Halo shows the value, its problem, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from halo_tui.base.text import is_invisible, reveal
from halo_tui.profiles.rules import offering
from halo_tui.profiles.rules.shapes import without_secrets
from halo_tui.profiles.schema import FieldInfo
from halo_tui.ui.credentials.form_rows import TONES, fix_hint, marked
from halo_tui.ui.widgets.page import WIDEST
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Entry, lay_out
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import SECRET, comparable_value
from halo_tui.workspace.drafts.secret_storage import PLACES

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_LABELS: Final = 9
_ROOMY: Final = 10
"""The height in lines from which the labels have a column of their own."""
_SPACIOUS: Final = 16
"""The height in lines from which blank lines are shown."""
_BLANK: Final = Entry("", Content(""))
_BELOW: Final = " "
"""The label of a paragraph that continues the one above it."""
_HERE: Final = "In the profile"
"""The beginning of a step that takes place on this screen."""


class FieldAbout(Pane):
    """The pane that explains the field under the cursor; its title is the field's label."""

    app: Frame

    def __init__(self) -> None:
        super().__init__(id="about-pane")
        self._text = _Fitting()

    def compose(self) -> ComposeResult:
        yield self._text

    def show(self, info: FieldInfo, draft: Draft, too_long: str = "") -> None:
        """Explain a field with its current value.

        Args:
            info: the field.
            draft: the current values of the form.
            too_long: the value, if the field is too narrow for it.
        """
        whole = [Entry("", Content.styled(too_long, "bold")), _BLANK] if too_long else []
        self._explain(info.label, [*whole, *explanation(self.app, info, draft)])

    def show_text(self, heading: str, text: str) -> None:
        """Show a paragraph that does not explain a field."""
        self._explain(heading, [Entry("", Content(text))])

    def show_rows(self, heading: str, rows: Iterable[tuple[str, str]]) -> None:
        """Show a title, and rows that each have a label."""
        self._explain(heading, [Entry(label, Content(text)) for label, text in rows])

    def _explain(self, title: str, entries: Iterable[Entry]) -> None:
        self.entitle(title)
        self._text.show(tuple(entries))


class _Fitting(Static):
    """Shows as many complete paragraphs as fit."""

    DEFAULT_CSS = "_Fitting { height: 1fr; text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._entries: tuple[Entry, ...] = ()
        self._drawn: tuple[object, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        """Show these paragraphs."""
        self._entries = entries
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        width, height = self.content_size
        drawn = (width, height, self._entries)
        if width and height and drawn != self._drawn:
            self._drawn = drawn
            lines = _fitting(self._entries, min(width, WIDEST), height)
            self.update(Content("\n").join(lines), layout=False)


def _fitting(entries: tuple[Entry, ...], width: int, height: int) -> list[Content]:
    """Return the lines of the paragraphs that fit; without blank lines if there is little room."""
    if height < _SPACIOUS:
        entries = tuple(entry for entry in entries if entry is not _BLANK)
    lines: list[Content] = []
    for entry in entries:
        one = entry if height >= _ROOMY else _inline(entry)
        more = lay_out([one], width, _LABELS)
        if not lines or len(lines) + len(more) <= height:
            lines += more
    if len(lines) > height:
        lines[height - 1] = lines[height - 1].truncate(width - 2) + " …"
    return lines[:height]


def _inline(entry: Entry) -> Entry:
    """Return a paragraph whose label stands before its text, for a pane with few lines."""
    if not entry.label:
        return entry
    label = Content.styled(f"{entry.label:<6} ", "$text-muted")
    return Entry("", entry.text, mark=label + (entry.mark or Content("")))


def explanation(app: Frame, info: FieldInfo, draft: Draft) -> Iterator[Entry]:
    """Yield the explanation: the differing values, the problem, then the field itself."""
    for part in (_differing(info.key, draft), _wrong(app, info, draft), _field(info, draft)):
        entries = list(part)
        yield from [*entries, _BLANK] if entries else []


def _field(info: FieldInfo, draft: Draft) -> Iterator[Entry]:
    if info.where:
        yield Entry("Where", Content(info.where))
    if info.about:
        yield Entry(_BELOW if info.where else "What it is", Content(info.about))
    if info.key == SECRET and draft.text(SECRET):
        yield Entry("Storage", Content(draft.notes.storage(in_full=True)))


def _differing(key: str, draft: Draft) -> Iterator[Entry]:
    offer, differing = draft.offers.get(key), draft.offers.differing(key)
    if offer is None or differing is None or not offer.mine:
        return
    for label, text, spans in (
        ("Yours", offer.mine, differing.mine), (offer.source, offer.theirs, differing.theirs),
    ):  # fmt: skip
        shown_text = Content(comparable_value(key, text))
        yield Entry(label[:1].upper() + label[1:], marked(shown_text, spans))


def _wrong(app: Frame, info: FieldInfo, draft: Draft) -> Iterator[Entry]:
    problem, news = draft.problems.of(info.key), draft.notes.news.get(info.key)
    if problem is None and news is not None:
        yield Entry("", Content.styled(news.text, f"${TONES[news.tone].colour}"))
    if info.key in draft.offers:
        return
    if problem is None:
        yield from _refused(app, info, draft)
        return
    from halo_tui.checks.diagnosis import findings

    found = findings.finding(f"fields.{info.key}.{problem.reason}")
    evidence = {
        "subject": info.key, "stored": PLACES[draft.secret.storage], **problem.evidence,
        **offering.fix_evidence(info.key, draft.problems.checked_values()),
    }  # fmt: skip
    note, value = draft.notes.of(info.key), draft.text(info.key)
    if app.base.has_class("-compact"):
        yield Entry("", Content.styled(note.text, f"${TONES[note.tone].colour}"))
    if info.key != SECRET and any(map(is_invisible, value)):
        yield Entry("It holds", Content(reveal(without_secrets(value[:200]))))
    cure = found.cure_for(evidence)
    if draft.problems.fixes(info.key):
        steps = [fix_hint(note)]
        steps += [Content(_from_here(step)) for step in cure if not step.startswith(_HERE)]
    else:
        steps = [Content(_from_here(step)) for step in cure]
    yield from _numbered(steps)
    yield _BLANK
    yield Entry("Why", Content(findings.fill(found.means, evidence)))


def _refused(app: Frame, info: FieldInfo, draft: Draft) -> Iterator[Entry]:
    refused = draft.notes.refused
    if refused is None or not draft.notes.is_refused(info.key):
        return
    if app.base.has_class("-compact"):
        yield Entry("", Content.styled(refused.summary, "$text-error"))
    is_low = app.base.has_class("-compact") or app.base.has_class("-dense")
    steps = [refused.next_step] if is_low and refused.next_step else refused.cure
    yield from _numbered([Content(_from_here(step)) for step in steps])


def _numbered(steps: Sequence[Content]) -> Iterator[Entry]:
    """Yield the steps of a cure; only several have numbers."""
    for number, step in enumerate(steps, start=1):
        mark = Content(f"{number}. ") if len(steps) > 1 else None
        yield Entry(_BELOW if number > 1 else "Do", step, mark)


def _from_here(step: str) -> str:
    """Return a step without "In the profile": the user is on this screen already."""
    if step.startswith(f"{_HERE}, "):
        rest = step.removeprefix(f"{_HERE}, ")
        return rest[:1].upper() + rest[1:]
    in_profile = f" {_HERE[0].lower()}{_HERE[1:]}"
    return step.replace(f"{in_profile}, and", " here, and").replace(in_profile, "")
