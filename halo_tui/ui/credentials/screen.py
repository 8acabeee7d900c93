"""The credentials form: every value judged while it is typed, most of them named by Halo itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.schema import LOG_IN
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.filling import FillingIn
from halo_tui.ui.credentials.form import CredentialsForm
from halo_tui.ui.credentials.hints import refused_in
from halo_tui.ui.credentials.pasting import BlockPasting
from halo_tui.ui.credentials.recovering import Recovering
from halo_tui.ui.credentials.saving import DraftSaving
from halo_tui.ui.credentials.secret_place import SecretPlace
from halo_tui.ui.credentials.settling import Settling
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.widgets.chrome import Line, QuestionLine
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.saving import load_draft

if TYPE_CHECKING:
    from collections.abc import Coroutine

_OWN_ACTIONS = frozenset({"save", "fill", "mend", "test", "reveal", "storage", "revert"})


class CredentialsScreen(BaseScreen):
    """The values of the open profile."""

    SCOPE = "credentials"
    IS_FORM = True
    BINDINGS = bindings("credentials")
    VERTICAL_BREAKPOINTS = [(0, "-compact"), (24, "-dense"), (30, "-roomy"), (36, "-tall")]
    HORIZONTAL_BREAKPOINTS = [*BaseScreen.HORIZONTAL_BREAKPOINTS, (160, "-broad")]

    def __init__(self) -> None:
        super().__init__()
        self.form = CredentialsForm()
        settling = Settling(self)
        self._filling = FillingIn(self, settling)
        self._pasting = BlockPasting(self, settling)
        self._saving = DraftSaving(self, settling)
        self._secret = SecretPlace(self, self._saving)
        self._recovering = Recovering(self, settling)
        self._has_told_of_digits = False

    def compose_body(self) -> ComposeResult:
        yield self.form
        nothing = Line(id="nothing")
        nothing.update(Content("No profile is open: press 1, and there n for a new one"))
        yield nothing

    @property
    def draft(self) -> Draft:
        """What stands in the form; only while a profile is open."""
        return self.form.draft

    # Showing -------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """What can be done with the field that has the focus, and with the form as it stands."""
        draft = self.app.session.draft
        if draft is None:
            return []
        here = self.form.current_field
        useless = {
            "credentials.mend": draft.judgement.fixable(here) is None,
            "credentials.reveal": here != SECRET,
            "credentials.storage": here != SECRET,
            "credentials.revert": not draft.is_changed,
        }
        return [action for action in super().actions() if not useless.get(action.id)]

    @property
    def is_idle(self) -> bool:
        """Whether a profile is open and no question is."""
        is_asking = self.query_one(QuestionLine).has_class("-open")
        return self.app.session.draft is not None and not is_asking

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the form's own keys away from a question, and from an empty screen."""
        return self.is_idle if action in _OWN_ACTIONS else super().check_action(action, parameters)

    def show_connection(self) -> None:
        """Show the open profile; an unsaved draft of it stays."""
        session = self.app.session
        draft = session.draft
        if draft is None or draft.slug != session.slug or not draft.is_changed:
            session.draft = self._load(draft)
            if draft is None or draft.slug != session.slug:
                self.form.open_fold(False)
            draft = session.draft
        self.set_class(draft is None, "-nothing")
        if draft is not None:
            draft.notes.refused = refused_in(session)
            self.form.show_draft()
        if self.is_current and self.form.is_of_another_profile:
            self.call_after_refresh(self.form.place_cursor)
            self.call_after_refresh(self._recover)
        self.redraw_keys()

    def _load(self, earlier: Draft | None) -> Draft | None:
        session = self.app.session
        if session.slug is None:
            return None
        try:
            draft = load_draft(session.store, session.slug)
        except ProfileError as problem:
            self.say(str(problem), "error")
            return None
        if earlier is not None:
            draft.carry_over(earlier)
        if session.rehearsal is not None:
            draft.log_in_example = f"try {session.rehearsal.log_in}"
        return draft

    def on_screen_resume(self) -> None:
        self.show_connection()
        self.form.note_entry(self.focused)
        self.call_after_refresh(self.form.place_cursor)
        self.call_after_refresh(self._recover)

    def _recover(self) -> None:
        if self.is_current and self.is_idle and self._recovering.is_due():
            self._begin("recover", self._recovering.offer())

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
        if not self._has_told_of_digits:
            self._has_told_of_digits = True
            digit = event.digit
            self.say(f"{digit} went into the field: bksp takes it out; F{digit} changes screen")

    # What is typed and pasted --------------------------------------------------------------

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if isinstance(event.input, FieldInput):
            key = event.input.key
            if key == LOG_IN or (key == "ca_file" and self._filling.wants_root):
                self.action_fill()
            else:
                self.focus_next()

    @on(FieldInput.BlockPasted)
    def _block_pasted(self, event: FieldInput.BlockPasted) -> None:
        self._begin("paste", self._pasting.take(event.field, event.text))

    @on(FieldInput.NotCopied)
    def _not_copied(self) -> None:
        self.say("The secret is not copied: use 5 Hand-over, which gives it to Gradient's page")

    # Actions -------------------------------------------------------------------------------

    def _begin(self, name: str, work: Coroutine[object, object, object]) -> None:
        """Do something in several steps; the same begun before is given up."""
        self.run_worker(work, group=name, description=name, exclusive=True)

    def action_save(self) -> None:
        """Save the profile."""
        self._begin("save", self._saving.save())

    def action_test(self) -> None:
        """Save the profile if need be, then test it."""
        self._begin("save", self._save_and_test())

    async def _save_and_test(self) -> None:
        self.draft.touch_all()
        if not self.draft.is_changed or await self._saving.save():
            self.app.go("test")
            self.app.runs.start()

    def action_fill(self) -> None:
        """Ask the Halo behind the log-in address for the other values."""
        self._begin("ask", self._filling.fill_in())

    def action_storage(self) -> None:
        """Choose where the secret is kept."""
        self._begin("storage", self._secret.choose())

    def action_reveal(self) -> None:
        """Show the secret for a moment, or hide it again."""
        self._secret.reveal()

    def action_mend(self) -> None:
        """Fix the field as the line below it says; without such a line the next that has one."""
        here = self.form.current_field
        judgement = self.draft.judgement
        key = judgement.fixable(here)
        if key is None:
            self.say("Nothing here needs a fix that one key can make")
        elif key != here:
            self.form.go_to(key)
        else:
            judgement.fix(key)
            self.form.show_draft()

    def action_revert(self) -> None:
        """Take back everything that is not saved."""
        if self.draft.is_changed:
            self.draft.revert()
            self.form.show_draft()
            self.say("Everything is as it was saved", "good")
