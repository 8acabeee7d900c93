"""The form: its rows, its cursor, and the pane that explains the field under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from halo_tui.profiles.schema import FIELD_INFO, FOLD, FOLD_ABOUT, LOG_IN
from halo_tui.ui.credentials.field_about import FieldAbout
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.form_rows import FieldRow, Fold, Switch, form_rows
from halo_tui.ui.credentials.hints import describe_folded, refused_in, stray_digit
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

REST: Final = 0.3
"""Seconds without a key press after which the pane and the footer are updated."""


class CredentialsForm(Container):
    """All fields of the open draft; each is checked while the user types."""

    class Rested(Message):
        """Posted when no key was pressed for a moment, so that slower updates can be drawn."""

    class ChangeSeen(Message):
        """Posted when the draft begins or stops to differ from the saved profile."""

    class DigitTyped(Message):
        """Posted when a digit was typed into a correct value: a change of screen may be meant."""

        def __init__(self, digit: str) -> None:
            super().__init__()
            self.digit = digit

    app: Frame

    def __init__(self) -> None:
        super().__init__(id="body")
        self._fold = Fold(FOLD)
        self._rest = Debounce(self, REST)
        self._was_changed = False
        self._is_held = False
        """Whether the pane keeps its text when the cursor moves."""
        self._entered_with: tuple[str, str] = ("", "")
        self._placed_in: str | None = None
        """The slug of the profile for which the cursor was placed last."""

    def compose(self) -> ComposeResult:
        with Pane("Values", id="values-pane"), VerticalScroll(id="form", can_focus=False):
            yield from form_rows(folded=False)
            yield self._fold
            yield from form_rows(folded=True)
        yield FieldAbout()

    @property
    def draft(self) -> Draft:
        """The draft in the form; only available while a profile is open."""
        draft = self.app.session.draft
        assert draft is not None
        return draft

    @on(FieldInput.NotCopied)
    def _not_copied(self) -> None:
        key = key_of("app.show_handover", while_typing=True)
        self.app.say(f"The secret is not copied: {key}, Hand-over, gives it to Gradient's page")

    # Showing -------------------------------------------------------------------------------

    def show_draft(self) -> None:
        """Update all fields and the lines below them."""
        draft = self.draft
        for row in self.query(FieldRow):
            row.show(draft)
        self.secret_input.is_secret = draft.secret.storage.is_masked
        self.show_secret(False)
        self._fold.show(is_open=self._fold.is_open, holds=describe_folded(draft))
        self.show_notes()

    def show_notes(self) -> None:
        """Check all fields, and draw the lines that have changed."""
        for row in self.query(FieldRow):
            row.update_note(self.draft)
        self.screen.set_class(bool(self.draft.offers), "-offering")
        if self.draft.is_changed != self._was_changed:
            self._was_changed = self.draft.is_changed
            self.post_message(self.ChangeSeen())
        self._catch_up_soon()

    def show_secret(self, is_shown: bool) -> None:
        """Unmask or mask the secret; the name of a file or variable is never masked."""
        can_be_masked, entry = self.draft.secret.storage.is_masked, self.secret_input
        was_masked, entry.password = entry.password, can_be_masked and not is_shown
        self.row(SECRET).set_class(can_be_masked and is_shown, "-revealed")
        if entry.password != was_masked:
            self._catch_up_soon()

    def open_fold(self, is_open: bool) -> None:
        """Show or hide the folded fields."""
        draft = self.app.session.draft
        self._fold.show(is_open=is_open, holds=describe_folded(draft) if draft else "")
        for key, info in FIELD_INFO.items():
            if info.folded:
                self.row(key).display = is_open

    def explain(self, heading: str, text: str) -> None:
        """Show a paragraph instead of the field's explanation."""
        self.query_one(FieldAbout).show_text(heading, text)

    def hold_explanation(self, heading: str, rows: list[tuple[str, str]]) -> None:
        """Show rows instead of the field's explanation until `release_explanation`.

        Args:
            heading: the title of the pane.
            rows: a label and a text for each; both must be safe to show.
        """
        self._is_held = True
        self.query_one(FieldAbout).show_rows(heading, rows)

    def release_explanation(self) -> None:
        """Let the explanation follow the cursor again."""
        self._is_held = False
        self._catch_up_soon()

    def _catch_up_soon(self) -> None:
        self._rest.after(self._catch_up)

    def _catch_up(self) -> None:
        """Draw what is not updated at every key press."""
        draft, about = self.app.session.draft, self.query_one(FieldAbout)
        if draft is None:
            return
        if self._is_held:
            pass
        elif self.current_field is not None:
            self._explain(self.current_field)
        elif self._fold.has_focus:
            about.show_text(FOLD, FOLD_ABOUT)
        self.post_message(self.Rested())

    def _explain(self, key: str) -> None:
        """Explain a field; a value that it is too narrow for is shown whole, a masked one never."""
        entry = self.entry(key)
        too_long = entry.too_long if isinstance(entry, FieldInput) else ""
        self.query_one(FieldAbout).show(FIELD_INFO[key], self.draft, too_long)

    # Where the cursor is -------------------------------------------------------------------

    def row(self, key: str) -> FieldRow:
        """Return the row of a field."""
        return self.query_one(f"#row-{key}", FieldRow)

    def entry(self, key: str) -> FieldInput | Switch:
        """Return the input or switch of a field."""
        return self.row(key).entry

    @property
    def secret_input(self) -> FieldInput:
        """The input of the secret."""
        entry = self.entry(SECRET)
        assert isinstance(entry, FieldInput)
        return entry

    @property
    def current_field(self) -> str | None:
        """The field that has the focus."""
        row = next((r for r in self.query(FieldRow) if r.entry.has_focus), None)
        return row.info.key if row else None

    def go_to(self, key: str) -> None:
        """Put the cursor into a field."""
        if FIELD_INFO[key].folded:
            self.open_fold(True)
        # Not deferred: a new screen may be resumed twice, and then looks at the focus.
        self.screen.set_focus(self.entry(key), scroll_visible=False)
        self.call_after_refresh(self.row(key).scroll_visible, animate=False)
        self._explain(key)

    def place_cursor(self) -> None:
        """Move the cursor to the field wanted on arrival, or else to the first with a problem.

        Without either, it goes to the field that the last test found to be wrong.
        """
        session = self.app.session
        wanted, session.wanted_field = session.wanted_field, None
        if session.draft is None:
            return
        is_other, self._placed_in = self._placed_in != session.slug, session.slug
        if wanted in FIELD_INFO:
            self.go_to(wanted)
            if isinstance(entry := self.entry(wanted), FieldInput):
                entry.select_all()  # after a failed check, the user pastes another value
        elif self.screen.focused is None or is_other:
            is_new = not self.draft.text("resource_server")
            refused = refused_in(session)
            failed = refused.field if refused and refused.field in FIELD_INFO else "client_id"
            self.go_to(LOG_IN if is_new else next(iter(self.draft.problems.all()), failed))

    @property
    def is_of_another_profile(self) -> bool:
        """Whether the cursor was last placed for a profile that is not open any more."""
        return self._placed_in not in (None, self.app.session.slug)

    def note_entry(self, widget: Widget | None) -> None:
        """Remember the value of a field when it gets the focus, for `stray_digit`."""
        if isinstance(widget, FieldInput):
            self._entered_with = widget.key, widget.value

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.note_entry(event.widget)
        self._catch_up_soon()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        widget = event.widget
        if isinstance(widget, FieldInput) and self.app.session.draft is not None:
            self.row(widget.key).update_note(self.draft)

    # What is typed -------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if isinstance(event.input, FieldInput):
            key = event.input.key
            digit = stray_digit(self.draft, key, event.value)
            is_first = self._entered_with == (key, self.draft.text(key))
            self.draft.put(key, event.value)
            self.show_notes()
            if digit and is_first:
                self.post_message(self.DigitTyped(digit))

    @on(Switch.Changed)
    def _hosting_chosen(self, event: Switch.Changed) -> None:
        self.draft.put("hosting", event.value)
        self.show_draft()

    @on(Fold.Turned)
    def _fold_turned(self, event: Fold.Turned) -> None:
        self.open_fold(event.is_open)
