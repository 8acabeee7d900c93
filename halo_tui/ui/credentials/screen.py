"""The Credentials screen: each value is checked while it is typed; Halo provides most of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.ui.base_screen import BaseScreen, Place
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.filling import FillingIn
from halo_tui.ui.credentials.form import CredentialsForm
from halo_tui.ui.credentials.offer_questions import OfferQuestions
from halo_tui.ui.credentials.opened_draft import OpenedDraft, no_profile
from halo_tui.ui.credentials.pasting import BlockPasting
from halo_tui.ui.credentials.recovery import UnsavedTextRecovery
from halo_tui.ui.credentials.saving import DraftSaving
from halo_tui.ui.credentials.secret_place import SecretPlace
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.widgets.chrome import Line, QuestionLine
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from collections.abc import Coroutine

_OWN_ACTIONS = frozenset({"save", "fill", "find", "mend", "test", "reveal", "storage", "revert"})


def _places(form: CredentialsForm) -> Iterator[Place]:
    """Yield the fields, including those that are folded away."""
    for key, info in FIELD_INFO.items():
        if info.in_form:
            yield Place(info.label, info.where or info.about, partial(form.go_to, key))


class CredentialsScreen(BaseScreen):
    """The form with the values of the open profile."""

    SCOPE = "credentials"
    IS_FORM = True
    BINDINGS = bindings("credentials")
    VERTICAL_BREAKPOINTS = [(0, "-compact"), (24, "-dense"), (30, "-roomy"), (36, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        self.form = CredentialsForm()
        session, form = self.app.session, self.form
        questions = OfferQuestions(self, form)
        self._filling = FillingIn(self, session, form, questions)
        self._pasting = BlockPasting(self, form, questions)
        self._saving = DraftSaving(self.app, self, form, questions)
        self._secret = SecretPlace(self, form, self._saving)
        self._recovery = UnsavedTextRecovery(self, session, form, questions)
        self._opened = OpenedDraft(self, session, form)

    def compose_body(self) -> ComposeResult:
        yield self.form
        yield Line(no_profile(), id="nothing")

    def actions(self) -> list[Action]:
        return self._opened.available(super().actions())

    def places(self) -> Iterator[Place]:
        return _places(self.form)

    @property
    def is_idle(self) -> bool:
        """Whether a profile is open and no question waits for an answer."""
        return self.app.session.draft is not None and not self.query_one(QuestionLine).is_open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the form's keys during a question and while no profile is open."""
        return self.is_idle if action in _OWN_ACTIONS else super().check_action(action, parameters)

    def show_connection(self) -> None:
        """Show the open profile; unsaved changes are kept."""
        self.set_class(not self._opened.show(), "-nothing")
        if self.is_current and self.form.is_of_another_profile:
            self.call_after_refresh(self._arrive)
        self.redraw_keys()

    def on_screen_resume(self) -> None:
        if self.was_left:  # at first, `on_mount` has shown it
            self.show_connection()
        self.form.note_entry(self.focused)
        self.call_after_refresh(self._arrive)

    def _arrive(self) -> None:
        self.form.place_cursor()
        if self.is_current and self.is_idle and self._recovery.is_due():
            self._begin("recover", self._recovery.offer())

    def on_screen_suspend(self) -> None:
        self._secret.hide()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if isinstance(event.widget, FieldInput) and event.widget.key == SECRET:
            self._secret.hide()

    @on(CredentialsForm.Rested)
    def _rested(self) -> None:
        if self.is_idle:
            self.redraw_keys()

    @on(CredentialsForm.ChangeSeen)
    def _change_seen(self) -> None:
        self.redraw_lines()

    @on(CredentialsForm.DigitTyped)
    def _digit_typed(self, event: CredentialsForm.DigitTyped) -> None:
        self._opened.explain_digit(event.digit)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if isinstance(event.input, FieldInput) and self._filling.begins_at(event.input.key):
            self.action_fill()
        elif isinstance(event.input, FieldInput):
            self.focus_next()

    @on(FieldInput.BlockPasted)
    def _block_pasted(self, event: FieldInput.BlockPasted) -> None:
        self._begin("paste", self._pasting.take(event.field, event.text))

    def _begin(self, name: str, work: Coroutine[object, object, object]) -> None:
        """Run a coroutine as a worker; cancel an earlier one of the same name."""
        self.run_worker(work, group=name, description=name, exclusive=True)

    def action_save(self) -> None:
        """Save the profile."""
        self._begin("save", self._saving.save())

    def action_test(self) -> None:
        """Save the profile if it has changed, then test it."""
        self._begin("save", self._saving.save_and_test())

    def action_fill(self) -> None:
        """Ask the Halo at the log-in address for the other values."""
        self._begin("ask", self._filling.fill_in())

    def action_storage(self) -> None:
        """Choose where the secret is kept."""
        self._begin("storage", self._secret.choose())

    def action_reveal(self) -> None:
        """Show the secret for a moment, or hide it again."""
        self._secret.reveal()

    def action_mend(self) -> None:
        """Fix the current field as its note says, or go to the next field with such a note."""
        self._opened.fix()

    def action_revert(self) -> None:
        """Undo all changes that are not saved."""
        self._opened.revert()
