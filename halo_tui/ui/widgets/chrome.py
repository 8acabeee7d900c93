"""The lines around every screen: title, tabs, status, question and footer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Input, Static

from halo_tui.base.text import harmless
from halo_tui.ui.kit.actions import Action, first_key, shown_key
from halo_tui.ui.kit.own_keys import key_of, keys_of


def key_hint(key: str, word: str) -> Content:
    """Return a key and what it does, in the style of all texts that name a key."""
    return Content.assemble((key, "bold $key"), (f" {word}", "$text-muted"))


def action_hint(action_id: str, word: str, *, while_typing: bool = False) -> Content:
    """Return the key of an action and what it does; see `key_of`."""
    return key_hint(key_of(action_id, while_typing=while_typing), word)


class Line(Static):
    """One line of text that is never markup."""

    DEFAULT_CSS = "Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(text, markup=False, id=id, classes=classes)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show a text; a line that shows it already is not painted again."""
        shown = self.content
        if isinstance(shown, Content) and isinstance(content, Content) and shown.is_same(content):
            return
        super().update(content, layout=layout)


class HotLine(Line):
    """A line whose parts can be clicked."""

    _ends: Sequence[tuple[int, str]] = ()

    def draw(self, parts: Iterable[tuple[Content, str]], *, layout: bool = True) -> None:
        """Draw parts side by side.

        Args:
            parts: each with a name for `clicked`; an empty name if a click does nothing.
            layout: whether the line is laid out again, to become as wide as its text.
        """
        drawn = [*parts]
        ends = accumulate(text.cell_length for text, _ in drawn)
        self._ends = [(end, name) for end, (_, name) in zip(ends, drawn, strict=True)]
        self.update(Content("").join(text for text, _ in drawn), layout=layout)

    def on_click(self, event: events.Click) -> None:
        """Call `clicked` for the part under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None:
            name = next((name for end, name in self._ends if offset.x < end), "")
            if name:
                self.clicked(name)

    def clicked(self, name: str) -> None:
        """Handle a click on a part; by default its name is a key, which is pressed."""
        self.app.simulate_key(name)


class KeyLine(HotLine):
    """The footer: as many keys of the screen as fit, then the keys of the application."""

    DEFAULT_CSS = "KeyLine { dock: bottom; background: $panel; color: $text-muted; }"

    def show(self, actions: list[Action], *, while_typing: bool = False) -> None:
        """Draw the keys that fit into the line.

        Args:
            actions: the most important first; the last two are always shown.
            while_typing: whether the screen is a form, where letters and digits are text.
        """
        keys = [first_key(keys_of(each.id), while_typing=while_typing) for each in actions]
        parts = [
            (Content.assemble((f" {shown_key(key)}", "bold $key"), f" {action.label} "), key)
            for key, action in zip(keys, actions, strict=True)
        ]
        fixed, shown, room = parts[-2:], parts[:-2], self.app.size.width
        while shown and sum(text.cell_length for text, _ in shown + fixed) > room:
            shown.pop()
        self.draw(shown + fixed, layout=False)

    def show_answers(self, question: Question, why: str = "") -> None:
        """Draw only the keys that answer a question.

        Args:
            question: the open question.
            why: the reason why the last answer was refused, if it was.
        """
        keys = {**(question.choices or {"enter": "OK"}), "escape": question.cancel}
        reason = [(Content.styled(why, "bold $text-error") + "  ", "")] if why else []
        self.draw([(Content(" "), ""), *reason, *hot_hints(keys)], layout=False)


def hot_hints(keys: Mapping[str, str]) -> Iterator[tuple[Content, str]]:
    """Yield key hints as parts of a `HotLine`.

    Args:
        keys: what each key does, by Textual's name of the key.
    """
    for number, (key, word) in enumerate(keys.items()):
        if number:
            yield Content("  "), ""
        yield key_hint(shown_key(key), word), key


class StatusLine(Line):
    """A message in one line, shown until the next key, the next message or a change of screen.

    An error takes up to four lines, because its reason is often at its end.
    """

    _shown_at = 0.0

    DEFAULT_CSS = """
    StatusLine { dock: bottom; margin: 0 0 1 0; color: $text; padding: 0 1;
        &.-error {
            color: $text-error; text-style: bold; text-wrap: wrap; height: auto; max-height: 4;
        }
        &.-good { color: $text-success; }
    }
    """

    def say(self, text: str, tone: str = "") -> None:
        """Show a message.

        Args:
            text: the message; it may contain text from outside, such as file names.
            tone: `error`, `good`, or empty for a neutral message.
        """
        if not text and not str(self.content):
            return
        self._shown_at = time.monotonic()
        self.set_class(tone == "error", "-error")
        self.set_class(tone == "good", "-good")
        self.update(Content(harmless(text, limit=_LONGEST)))

    def forget(self) -> None:
        """Clear the message, unless it is an error that appeared less than a second ago."""
        too_new = self.has_class("-error") and time.monotonic() - self._shown_at < _READING
        if str(self.content) and not too_new:
            self.say("")


_LONGEST = 1000
"""The maximum length of a message, in characters; a terminal shows fewer."""
_READING = 1.0
"""Seconds for which a key does not clear an error."""


def _accept(_: str) -> None:
    """Refuse no text."""


class Question(NamedTuple):
    """A question for the line above the footer."""

    text: str
    choices: Mapping[str, str] = MappingProxyType({})
    """The answers: a label by key. If there are none, the user types a text."""
    value: str = ""
    """The initial text of the input."""
    replaces: bool = True
    """Whether a typed character replaces the initial text; a cursor key keeps it."""
    refuse: Callable[[str], str | None] = _accept
    """Returns why a typed text is refused, as a message; None if it is accepted. The question stays
    open after a refusal."""
    cancel: str = "Cancel"
    """What escape does, in a word."""


_LEAVING: Final = ("tab", "shift+tab")
"""Keys that would move the focus away from a text."""
_WORD: Final = 0.7
"""Seconds within which a key after one that answers nothing belongs to the same typed text."""
_NOT_TAKEN: Final = "Not taken: answer this first"


class QuestionLine(HorizontalGroup):
    """Asks for the key of a choice, or for a short text; escape cancels."""

    DEFAULT_CSS = """
    QuestionLine { dock: bottom; margin: 0 0 1 0; height: 1; display: none; background: $panel;
        &.-open { display: block; }
        Line { width: auto; max-width: 100%; padding: 0 1; text-style: bold; }
        &.-text Line { max-width: 60%; }
        Input { width: 1fr; display: none; }
        &.-text Input { display: block; }
    }
    """
    can_focus = True

    class Refused(Message):
        """Posted when a typed text was refused."""

        def __init__(self, question: Question, why: str) -> None:
            super().__init__()
            self.question = question
            self.why = why

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._answer: asyncio.Future[str | None] | None = None
        self._takes_keys: Widget = self
        self._typed_at = -_WORD
        """When a key came last that answers nothing: text that was meant for a field."""

    def compose(self) -> ComposeResult:
        yield Line()

    async def _entry(self) -> Input:
        """Return the input for a text; it is made when the first text is asked for."""
        entry = self.query_one_optional(Input)
        if entry is None:
            entry = Input(compact=True, select_on_focus=False)
            entry.cursor_blink = False
            await self.mount(entry)
        return entry

    async def ask(self, question: Question) -> str | None:
        """Ask and wait for the answer.

        Returns:
            The key of a choice, or the text; None after escape, or if another question replaces it.
        """
        self._close(None)
        before = self.screen.focused
        self._question = question
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self.query_one(Line).update(Content(harmless(question.text, limit=_LONGEST)))
        is_text = not question.choices
        self.set_class(True, "-open")
        self.set_class(is_text, "-text")
        self._takes_keys = self
        if is_text:
            self._takes_keys = entry = await self._entry()
            entry.value = question.value
            if question.replaces:
                entry.select_all()
            else:
                entry.cursor_position = len(question.value)
        self.call_after_refresh(self._take_focus)
        try:
            return await answer
        finally:
            self.set_class(False, "-open")
            if before is not None and before.is_attached:
                self.screen.set_focus(before)  # not deferred: the caller may move it next

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return self._answer is not None and not self._answer.done()

    def _take_focus(self) -> None:
        if self.is_open and self.app.app_focus:
            self._takes_keys.focus()

    def on_blur(self) -> None:
        """Keep the focus while a question is open: a click elsewhere must not make it deaf."""
        self.call_after_refresh(self._take_focus)

    def on_descendant_blur(self) -> None:
        """Keep the focus while a text is asked for."""
        self.call_after_refresh(self._take_focus)

    def _close(self, answer: str | None) -> None:
        if self.is_open and self._answer is not None:
            self._answer.set_result(answer)

    def on_key(self, event: events.Key) -> None:
        """Accept the key of a choice, unless it is part of a text; no other reaches the screen."""
        question = self._question
        if question is None or not self.is_open:
            return
        if event.key == "escape":
            event.stop()
            self._close(None)
        elif question.choices or event.key in _LEAVING:
            event.stop()
            event.prevent_default()
            if question.choices and self._is_text(event, question):
                self.post_message(self.Refused(question, _NOT_TAKEN))
            elif event.key in question.choices:
                self._close(event.key)

    def _is_text(self, event: events.Key, question: Question) -> bool:
        """Whether a key belongs to text that was typed before the question was seen."""
        now = time.monotonic()
        follows = now - self._typed_at < _WORD
        if event.is_printable and (follows or event.key not in question.choices):
            self._typed_at = now
            return True
        return follows

    @on(Input.Submitted)
    def _text_given(self, event: Input.Submitted) -> None:
        event.stop()
        question = self._question
        why = question.refuse(event.value) if question else None
        if question is None or why is None:
            self._close(event.value)
        else:
            self.post_message(self.Refused(question, why))


class TitleLine(Line):
    """The first line: the open profile and its last verdict."""

    DEFAULT_CSS = "TitleLine { dock: top; background: $panel; color: $text; padding: 0 1; }"

    def show(self, content: Content) -> None:
        """Set the content of the line."""
        self.update(content, layout=False)


_OPEN = "bold underline $foreground"
_UNSAVED = ("●", "bold $text-warning")


class TabLine(HotLine):
    """The tabs: the names of the five screens, with the current one marked."""

    class Chosen(Message):
        """Posted when a tab was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    DEFAULT_CSS = "TabLine { dock: top; color: $text-muted; margin: 1 0 0 0; }"

    def show(
        self,
        names: list[tuple[str, str]],
        current: str,
        *,
        while_typing: bool = False,
        changed: str = "",
    ) -> None:
        """Draw the tabs; their positions do not depend on the names of the keys.

        Args:
            names: the mode and the name of each screen, in order.
            current: the current mode.
            while_typing: whether the screen is a form, where letters and digits are text.
            changed: the mode of the screen with unsaved changes; empty if there is none.
        """
        tabs = [
            Content.assemble(
                key_of(f"app.show_{mode}", while_typing=while_typing).rjust(2),
                _UNSAVED if mode == changed else " ",
                (name, _OPEN if mode == current else ""),
            )
            for mode, name in names
        ]
        left = self.app.size.width - sum(tab.cell_length for tab in tabs)
        gap = max(1, min(3, left // (len(tabs) - 1)))
        blank = Content(" " * gap)
        parts = [(tab + blank, mode) for tab, (mode, _) in zip(tabs, names, strict=True)]
        self.draw([*parts[:-1], (tabs[-1], names[-1][0])], layout=False)

    def clicked(self, name: str) -> None:
        self.post_message(self.Chosen(name))


class TooSmall(Line):
    """Replaces the screen if the terminal is too small."""

    SMALLEST: ClassVar[tuple[int, int]] = (60, 20)
    """The minimum numbers of columns and rows that the application needs."""

    def covers(self, size: Size) -> bool:
        """Return whether the terminal is too small; if so, set a message with both sizes."""
        columns, rows = self.SMALLEST
        if size.width >= columns and size.height >= rows:
            return False
        text = f"Too small: {size.width}×{size.height}, needs {columns}×{rows}"
        self.update(Content(f"{text}\n{key_of('app.quit')} quits"))
        return True
