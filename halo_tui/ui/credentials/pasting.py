"""Distributes a pasted block of text to the fields of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.rules.paste import NOT_NEEDED, read_block
from halo_tui.profiles.schema import FIELD_INFO, LOG_IN, label_of
from halo_tui.ui.credentials.asking import counted
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.filling import next_empty, what_next
from halo_tui.ui.credentials.offer_questions import OfferQuestions
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts.notes import PASTED

if TYPE_CHECKING:
    from halo_tui.profiles.rules.paste import Block
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue


class BlockPasting:
    """Shows which values a block contains, and fills them in if the user agrees."""

    def __init__(
        self, dialogue: Dialogue, form: CredentialsForm, questions: OfferQuestions
    ) -> None:
        """Make it for a form.

        Args:
            dialogue: asks what to do with a block.
            form: the form to fill in.
            questions: asks about the values one by one.
        """
        self._dialogue = dialogue
        self._form = form
        self._questions = questions

    async def take(self, entry: FieldInput, text: str) -> None:
        """Read the values of a block, and ask the user what to do with them.

        Args:
            entry: the input into which it was pasted.
            text: the block; it may hold a secret.
        """
        form, draft = self._form, self._form.draft
        block = read_block(text, draft.profile_values())
        if not block.values:
            entry.insert_block(text)
            self._dialogue.say(f"No value was found in it: it stands here as text{_rest(block)}")
            return
        draft.offers.propose(block.values, PASTED, ask=True)
        offered = [key for key in FIELD_INFO if key in draft.offers]
        if not offered:
            self._dialogue.say(f"What you pasted is what stands here already{_rest(block)}")
            return
        form.show_draft()
        form.go_to(offered[0])
        form.hold_explanation("Pasted", _rows_about(block))
        await self._settle(entry, text, block, offered)

    async def _settle(self, entry: FieldInput, text: str, block: Block, offered: list[str]) -> None:
        choices = {"y": "fill in", "o": "one by one", "n": "no", "t": "as text"}
        question = Question(f"Pasted: {counted(len(offered), 'value')}{_rest(block)}.", choices)
        form, draft = self._form, self._form.draft
        try:
            answer = await self._dialogue.ask(question)
        finally:
            form.release_explanation()
        if answer == "o":
            await self._questions.ask_one_by_one(offered)
        else:
            self._questions.answer_all(offered, accept=answer == "y")
        if answer == "t":
            entry.insert_block(text)
        elif answer == "y":
            form.go_to(LOG_IN if offered == [LOG_IN] else next_empty(draft))
            filled = f"Filled in {counted(len(offered), 'field')}"
            self._dialogue.say(f"{filled}{_rest(block)}{what_next(draft)}", "good")


def _rows_about(block: Block) -> list[tuple[str, str]]:
    """Return rows on what was not taken, and why, and on what was taken from which line."""
    unknown_first = sorted(block.unplaced, key=lambda one: one.why == NOT_NEEDED)
    left = "; ".join(f"line {one.line}, {one.why}: {one.text}" for one in unknown_first)
    taken = "; ".join(f"{label_of(one.key)}, line {one.line}" for one in block.taken)
    return [*([("Not taken", left)] if left else []), ("Taken", taken)]


def _rest(block: Block) -> str:
    """Return a clause about the lines that were not taken; empty if all were."""
    if not block.unplaced:
        return ""
    first, *others = sorted(block.unplaced, key=lambda one: one.why == NOT_NEEDED)
    more = f", and {counted(len(others), 'more line')}" if others else ""
    return f"; line {first.line} {first.why}: {_short(first.text)}{more}"


def _short(text: str, limit: int = 24) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
