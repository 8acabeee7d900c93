"""The draft in the form: it is loaded with its profile, and can be fixed or reverted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.credentials.hints import refused_in
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Line
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.saving import load_draft

if TYPE_CHECKING:
    from halo_tui.ui.credentials.screen import CredentialsScreen
    from halo_tui.ui.kit.actions import Action
    from halo_tui.workspace.drafts.draft import Draft


def _nothing() -> str:
    """Return the text of the screen while no profile is open."""
    profiles, new = key_of("app.show_profiles"), key_of("profiles.new")
    return f"No profile is open: press {profiles}, and there {new} for a new one"


class OpenedDraft:
    """Loads the draft of the open profile, shows it in the form, and changes it."""

    def __init__(self, screen: CredentialsScreen) -> None:
        """Make it for the screen that holds the form."""
        self._screen = screen
        self._has_told_of_digits = False

    def show(self) -> None:
        """Show the draft of the open profile; unsaved changes are kept."""
        session, form = self._screen.app.session, self._screen.form
        draft = session.draft
        if draft is None or draft.slug != session.slug or not draft.is_changed:
            session.draft = self._load(draft)
            if draft is None or draft.slug != session.slug:
                form.open_fold(False)
            draft = session.draft
        self._screen.set_class(draft is None, "-nothing")
        if draft is None:
            self._screen.query_one("#nothing", Line).update(_nothing())
        else:
            draft.notes.refused = refused_in(session)
            form.show_draft()

    def available(self, actions: Iterable[Action]) -> list[Action]:
        """Return those actions that are possible now; none while no profile is open."""
        draft = self._screen.app.session.draft
        if draft is None:
            return []
        here = self._screen.form.current_field
        useless = {
            "credentials.mend": draft.problems.fixable(here) is None,
            "credentials.reveal": here != SECRET,
            "credentials.storage": here != SECRET,
            "credentials.revert": not draft.is_changed,
        }
        return [action for action in actions if not useless.get(action.id)]

    def tell_of_digit(self, digit: str) -> None:
        """Explain, but only once, that digits do not change the screen in this form."""
        if not self._has_told_of_digits:
            self._has_told_of_digits = True
            mode, _ = SCREENS[int(digit) - 1]
            key = key_of(f"app.show_{mode}", while_typing=True)
            text = f"{digit} went into the field: bksp takes it out; {key} changes screen"
            self._screen.say(text)

    def fix(self) -> None:
        """Fix the current field, or go to the next field that can be fixed."""
        form = self._screen.form
        here, problems = form.current_field, form.draft.problems
        key = problems.fixable(here)
        if key is None:
            self._screen.say("Nothing here needs a fix that one key can make")
        elif key != here:
            form.go_to(key)
        else:
            problems.fix(key)
            form.show_draft()

    def revert(self) -> None:
        """Undo all changes that are not saved."""
        form = self._screen.form
        if form.draft.is_changed:
            form.draft.revert()
            form.show_draft()
            self._screen.say("Everything is as it was saved", "good")
        else:
            self._screen.say("There is nothing to take back: everything is saved")

    def _load(self, earlier: Draft | None) -> Draft | None:
        session = self._screen.app.session
        if session.slug is None:
            return None
        try:
            draft = load_draft(session.store, session.slug)
        except ProfileError as problem:
            self._screen.say(str(problem), "error")
            return None
        if earlier is not None:
            draft.carry_over(earlier)
        if session.rehearsal is not None:
            draft.log_in_example = f"try {session.rehearsal.log_in}"
        return draft
