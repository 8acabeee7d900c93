"""A pasted block, taken apart into the fields of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.ui.credentials.asking import counted
from halo_tui.ui.credentials.field_input import FieldInput
from halo_tui.ui.credentials.filling import next_empty, what_next
from halo_tui.ui.credentials.settling import Settling
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts.notes import PASTED

if TYPE_CHECKING:
    from halo_tui.ui.credentials.screen import CredentialsScreen


class BlockPasting:
    """Shows what is in a block, and fills it in when that is wanted."""

    def __init__(self, screen: CredentialsScreen, settling: Settling) -> None:
        self._screen = screen
        self._settling = settling

    async def take(self, entry: FieldInput, text: str) -> None:
        """Take a block apart.

        Args:
            entry: the field into which it was pasted.
            text: the block; it may hold a secret.
        """
        from halo_tui.profiles.rules.paste import take_apart

        form, draft = self._screen.form, self._screen.draft
        values = {key: value for key, value in take_apart(text).items() if key in FIELD_INFO}
        if not values:
            entry.insert_block(text)
            return
        draft.offers.propose(values, PASTED, ask=True)
        offered = [key for key in FIELD_INFO if key in draft.offers]
        if not offered:
            self._screen.say("What you pasted is what stands here already")
            return
        form.show_draft()
        form.go_to(offered[0])
        choices = {"y": "fill in", "o": "one by one", "n": "no", "t": "as text"}
        question = Question(f"Pasted: {counted(len(offered), 'value')}.", choices)
        answer = await self._screen.ask(question)
        if answer == "o":
            await self._settling.one_by_one(offered)
        else:
            self._settling.all_at_once(offered, accept=answer == "y")
        if answer == "t":
            entry.insert_block(text)
        elif answer == "y":
            form.go_to(next_empty(draft))
            filled = f"Filled in {counted(len(offered), 'field')}"
            self._screen.say(f"{filled}{what_next(draft)}", "good")
