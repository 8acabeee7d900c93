"""The draft in the form: it is loaded with its profile, and can be fixed or reverted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.credentials.hints import refused_in
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.saving import load_draft

if TYPE_CHECKING:
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.kit.actions import Action
    from halo_tui.ui.session import Session
    from halo_tui.workspace.drafts.draft import Draft


def no_profile() -> str:
    """Return the text of the screen while no profile is open."""
    profiles, new = key_of("app.show_profiles", while_typing=True), key_of("profiles.new")
    return f"No profile is open: press {profiles}, and there {new} for a new one"


class OpenedDraft:
    """Loads the draft of the open profile, shows it in the form, and changes it."""

    def __init__(self, dialogue: Dialogue, session: Session, form: CredentialsForm) -> None:
        """Make it for a form.

        Args:
            dialogue: shows what was done, or why nothing was.
            session: knows the open profile and holds its draft.
            form: shows the draft.
        """
        self._dialogue = dialogue
        self._session = session
        self._form = form
        self._has_explained_digits = False

    def show(self) -> bool:
        """Show the draft of the open profile; unsaved changes are kept.

        Returns:
            False if there is no draft to show.
        """
        session, form = self._session, self._form
        draft = session.draft
        if draft is None or draft.slug != session.slug or not draft.is_changed:
            session.draft = self._load(draft)
            if draft is None or draft.slug != session.slug:
                form.open_fold(False)
            draft = session.draft
        if draft is None:
            return False
        draft.notes.refused = refused_in(session)
        form.show_draft()
        return True

    def available(self, actions: Iterable[Action]) -> list[Action]:
        """Return those actions that are possible now; none while no profile is open."""
        draft = self._session.draft
        if draft is None:
            return []
        here = self._form.current_field
        useless = {
            "credentials.mend": draft.problems.fixable(here) is None,
            "credentials.reveal": here != SECRET,
            "credentials.storage": here != SECRET,
            "credentials.revert": not draft.is_changed,
        }
        return [action for action in actions if not useless.get(action.id)]

    def explain_digit(self, digit: str) -> None:
        """Explain, but only once, that digits do not change the screen in this form."""
        if not self._has_explained_digits:
            self._has_explained_digits = True
            mode, _ = SCREENS[int(digit) - 1]
            key = key_of(f"app.show_{mode}", while_typing=True)
            text = f"{digit} went into the field: bksp takes it out; {key} changes screen"
            self._dialogue.say(text)

    def fix(self) -> None:
        """Fix the current field, or go to the next field that can be fixed."""
        form = self._form
        here, problems = form.current_field, form.draft.problems
        key = problems.fixable(here)
        if key is None:
            self._dialogue.say("Nothing here needs a fix that one key can make")
        elif key != here:
            form.go_to(key)
        else:
            problems.fix(key)
            form.show_draft()

    def revert(self) -> None:
        """Undo all changes that are not saved."""
        form = self._form
        if form.draft.is_changed:
            form.draft.revert()
            form.show_draft()
            self._dialogue.say("Everything is as it was saved", "good")
        else:
            self._dialogue.say("There is nothing to take back: everything is saved")

    def _load(self, earlier: Draft | None) -> Draft | None:
        session = self._session
        if session.slug is None:
            return None
        try:
            draft = load_draft(session.store, session.slug)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return None
        if earlier is not None:
            draft.carry_over(earlier)
        if session.rehearsal is not None:
            draft.log_in_example = f"try {session.rehearsal.log_in}"
        return draft
