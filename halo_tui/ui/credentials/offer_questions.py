"""Asks the user whether to accept the values that are offered for the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.ui.credentials.asking import counted
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue

_CHOICES: Final = {"a": "accept all", "k": "keep mine", "o": "one by one"}


class OfferQuestions:
    """Asks about the offered values, and accepts or declines them."""

    def __init__(self, dialogue: Dialogue, form: CredentialsForm) -> None:
        """Make it for a form.

        Args:
            dialogue: asks the questions.
            form: shows the offered values.
        """
        self._dialogue = dialogue
        self._form = form

    async def ask(self, source: str, keys: list[str]) -> bool:
        """Ask whether to accept the offered values.

        Args:
            source: where the values come from.
            keys: the fields with an offered value.

        Returns:
            False if the user cancelled the question.
        """
        if not keys:
            return True
        differ = "differs" if len(keys) == 1 else "differ"
        self._form.go_to(keys[0])
        question = Question(f"{source}: {counted(len(keys), 'field')} {differ}.", _CHOICES)
        answer = await self._dialogue.ask(question)
        if answer == "o":
            await self.ask_one_by_one(keys)
        elif answer is not None:
            self.answer_all(keys, accept=answer == "a")
        return answer is not None

    def answer_all(self, keys: list[str], *, accept: bool) -> None:
        """Accept or decline all offered values."""
        for key in keys:
            self._form.draft.offers.settle(key, accept=accept)
        self._form.show_draft()

    async def ask_one_by_one(self, keys: list[str]) -> None:
        """Ask for each offered value whether to accept it."""
        form = self._form
        for key in keys:
            form.go_to(key)
            row = form.row(key)
            row.add_class("-asked")
            choices = {"y": "take the new value", "n": "keep mine"}
            answer = await self._dialogue.ask(
                Question(f"{FIELD_INFO[key].label} differs. Which value?", choices)
            )
            row.remove_class("-asked")
            form.draft.offers.settle(key, accept=answer == "y")
            form.show_draft()
