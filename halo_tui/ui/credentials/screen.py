"""The credentials form: every value judged while it is typed, most of them told by Halo itself."""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.schema import FIELD_INFO, FOLD, FOLD_ABOUT, LOG_IN
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.credentials.field_about import FieldAbout
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.flows import CredentialFlows
from halo_tui.ui.credentials.form_rows import FieldRow, Fold, Switch, form_rows
from halo_tui.ui.credentials.hints import folded_told, refused_in, stray_digit
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.widgets.chrome import Line
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.saving import load_draft

_REST: Final = 0.3
"""Seconds without a key after which the lines below the form follow what was typed."""

_REVEALED: Final = 5.0
"""Seconds for which the secret can be read."""


class CredentialsScreen(CredentialFlows):
    """The values of the open profile."""

    SCOPE = "credentials"
    IS_FORM = True
    BINDINGS = bindings("credentials")
    CSS_PATH = "credentials.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-compact"), (24, "-dense"), (30, "-roomy"), (36, "-tall")]
    HORIZONTAL_BREAKPOINTS = [*BaseScreen.HORIZONTAL_BREAKPOINTS, (160, "-broad")]

    def __init__(self) -> None:
        super().__init__()
        self._rest_timer: Timer | None = None
        self._hide_timer: Timer | None = None
        self._was_changed = False
        self._entered_with: tuple[str, str] = ("", "")
        self._digit_told = False
        self._placed_in: str | None = None
        """The profile in which the cursor was put into its field."""

    def compose_body(self) -> ComposeResult:
        self._fold = Fold(FOLD)
        with Container(id="body"):
            with VerticalScroll(id="form", can_focus=False):
                yield from form_rows(folded=False)
                yield self._fold
                yield from form_rows(folded=True)
            yield FieldAbout()
        nothing = Line(id="nothing")
        nothing.update(Content("No profile is open: press 1, and there n for a new one"))
        yield nothing

    # Showing -------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """What can be done with the field that has the focus, and with the form as it stands."""
        draft = self.app.session.draft
        if draft is None:
            return []
        here = self.current_field
        useless = {
            "credentials.mend": draft.mendable(here) is None,
            "credentials.reveal": here != SECRET,
            "credentials.storage": here != SECRET,
            "credentials.revert": not draft.is_changed,
        }
        return [action for action in super().actions() if not useless.get(action.id)]

    def show_connection(self) -> None:
        """Show the open profile; an unsaved draft of it stays."""
        session = self.app.session
        draft = session.draft
        if draft is None or draft.slug != session.slug or not draft.is_changed:
            session.draft = self._load(draft)
            if draft is None or draft.slug != session.slug:
                self.open_fold(False)
            draft = session.draft
        self.set_class(draft is None, "-nothing")
        if draft is not None:
            draft.refused = refused_in(session)
            self.show_draft()
        if self.is_current and self._placed_in not in (None, session.slug):
            self.call_after_refresh(self._place_cursor)
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

    def show_draft(self) -> None:
        """Bring every field and every line below one up to date."""
        draft = self.draft
        for row in self.query(FieldRow):
            row.show(draft)
        secret = self.entry(SECRET)
        assert isinstance(secret, FieldInput)
        secret.password = secret.is_secret = draft.storage.is_masked
        self._fold.show(is_open=self._fold.is_open, holds=folded_told(draft))
        self.show_notes()

    def show_notes(self) -> None:
        """Judge every field, and draw the lines that say something else than before."""
        for row in self.query(FieldRow):
            row.judge(self.draft)
        self.set_class(bool(self.draft.offers), "-offering")
        if self.draft.is_changed != self._was_changed:
            self._was_changed = self.draft.is_changed
            self.redraw_lines()
        self._catch_up_soon()

    def _catch_up_soon(self) -> None:
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(_REST, self._catch_up)

    def _catch_up(self) -> None:
        """Tell what can wait until no key is being pressed."""
        draft, about = self.app.session.draft, self.query_one(FieldAbout)
        if draft is None:
            return
        if self.current_field is not None:
            about.show(FIELD_INFO[self.current_field], draft)
        elif self._fold.has_focus:
            about.tell(FOLD, FOLD_ABOUT)
        if self.is_idle:
            self.redraw_keys()

    # Where the cursor is -------------------------------------------------------------------

    def entry(self, key: str) -> FieldInput | Switch:
        """What a field is filled in with."""
        return self.query_one(f"#row-{key}", FieldRow).entry

    @property
    def current_field(self) -> str | None:
        """The field that has the focus."""
        row = next((r for r in self.query(FieldRow) if r.entry.has_focus), None)
        return row.info.key if row else None

    def go_to(self, key: str) -> None:
        """Put the cursor into a field."""
        if FIELD_INFO[key].folded:
            self.open_fold(True)
        # At once: a screen may be resumed twice when it is new, and looks who has the focus.
        self.set_focus(self.entry(key), scroll_visible=False)
        row = self.query_one(f"#row-{key}")
        self.call_after_refresh(row.scroll_visible, animate=False)
        self.query_one(FieldAbout).show(FIELD_INFO[key], self.draft)

    def on_screen_resume(self) -> None:
        self.show_connection()
        self._note_entry(self.focused)
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        session = self.app.session
        wanted, session.wanted_field = session.wanted_field, None
        if session.draft is None:
            return
        is_other, self._placed_in = self._placed_in != session.slug, session.slug
        if wanted in FIELD_INFO:
            self.go_to(wanted)
            if isinstance(entry := self.entry(wanted), FieldInput):
                entry.select_all()  # who comes from a failed check pastes another value
        elif self.focused is None or is_other:
            is_new = not self.draft.text("resource_server")
            self.go_to(LOG_IN if is_new else next(iter(self.draft.problems()), "client_id"))

    def on_screen_suspend(self) -> None:
        self._hide()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._note_entry(event.widget)
        self._catch_up_soon()

    def _note_entry(self, widget: Widget | None) -> None:
        """Remember what a field held when somebody came to it: see `stray_digit`."""
        if isinstance(widget, FieldInput):
            self._entered_with = widget.key, widget.value

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        widget = event.widget
        if isinstance(widget, FieldInput) and self.app.session.draft is not None:
            if widget.key == SECRET:
                self._hide()
            self.query_one(f"#row-{widget.key}", FieldRow).judge(self.draft)

    def open_fold(self, is_open: bool) -> None:
        """Show or hide the folded fields."""
        draft = self.app.session.draft
        self._fold.show(is_open=is_open, holds=folded_told(draft) if draft else "")
        for key, info in FIELD_INFO.items():
            if info.folded:
                self.query_one(f"#row-{key}").display = is_open

    # What is typed -------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if isinstance(event.input, FieldInput):
            key = event.input.key
            digit = stray_digit(self.draft, key, event.value)
            is_first = self._entered_with == (key, self.draft.text(key))
            self.draft.put(key, event.value)
            self.show_notes()
            if digit and is_first and not self._digit_told:
                self._digit_told = True
                self.say(f"{digit} went into the field: bksp takes it out; F{digit} changes screen")

    @on(Switch.Changed)
    def _hosting_chosen(self, event: Switch.Changed) -> None:
        self.draft.put("hosting", event.value)
        self.show_draft()

    @on(Fold.Turned)
    def _fold_turned(self, event: Fold.Turned) -> None:
        self.open_fold(event.is_open)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if isinstance(event.input, FieldInput):
            key = event.input.key
            if key == LOG_IN or (key == "ca_file" and self.wants_root):
                self.action_fill()
            else:
                self.focus_next()

    @on(FieldInput.BlockPasted)
    def _block_pasted(self, event: FieldInput.BlockPasted) -> None:
        self.take_block(event.field, event.text)

    @on(FieldInput.NotCopied)
    def _not_copied(self) -> None:
        self.say("The secret is not copied: use 5 Hand-over, which gives it to Gradient's page")

    def action_mend(self) -> None:
        """Mend the field as the line below it says; without such a line the next that has one."""
        here = self.current_field
        key = self.draft.mendable(here)
        if key is None:
            self.say("Nothing here needs a fix that one key can make")
        elif key != here:
            self.go_to(key)
        else:
            self.draft.mend(key)
            self.show_draft()

    def action_revert(self) -> None:
        """Take back everything that is not saved."""
        if self.draft.is_changed:
            self.draft.revert()
            self.show_draft()
            self.say("Everything is as it was saved", "good")

    def action_reveal(self) -> None:
        """Show the secret for a moment, or hide it again."""
        secret = self.entry(SECRET)
        assert isinstance(secret, FieldInput)
        if not self.draft.storage.is_masked or not secret.value:
            return
        secret.password = not secret.password
        if self._hide_timer is not None:
            self._hide_timer.stop()
        self._hide_timer = self.set_timer(_REVEALED, self._hide)

    def _hide(self) -> None:
        draft = self.app.session.draft
        secret = self.entry(SECRET)
        if draft is not None and isinstance(secret, FieldInput):
            secret.password = draft.storage.is_masked
