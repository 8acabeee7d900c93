"""The five values of the open profile for Gradient, including the secret."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from halo_tui.report.handover import Value, handover
from halo_tui.ui.handover import words
from halo_tui.ui.handover.secret import HeldSecret
from halo_tui.ui.handover.value_rows import ValueText

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class HandoverValues:
    """The values of one profile, and which of them were copied."""

    def __init__(self, session: Session) -> None:
        """Make it for a session."""
        self._session = session
        self._fields: dict[str, str] = {}
        self.secret: HeldSecret | None = None
        """The profile's secret; None until a profile has been read."""
        self.copied: set[str] = set()
        """The fields whose values were copied."""

    def forget(self) -> None:
        """Clear all values, because another profile is opened."""
        self._fields, self.secret = {}, None
        self.copied.clear()

    async def load(self) -> None:
        """Read the open profile, and its secret unless a command supplies it.

        Raises:
            ProfileError: the profile's file is invalid or unreadable.
        """
        if self._session.summary is None:
            return
        stored = await asyncio.to_thread(self._session.stored)
        self._fields = {**stored.profile.values(), "client_secret": ""}
        self.secret = HeldSecret(stored.profile)
        if not self.secret.runs_a_command:
            await self.secret.read()

    def handed_over(self) -> list[Value]:
        """Return the values in the form and the order of Gradient's fields."""
        secret = self.secret.text if self.secret else ""
        return handover({**self._fields, "client_secret": secret})

    def rows(self, *, secret_shown: bool) -> Iterator[ValueText]:
        """Yield the content of the rows.

        Args:
            secret_shown: whether the secret is shown in plain text.
        """
        values = self.handed_over()
        if not self._fields:
            yield from (ValueText(value.label, Content("–")) for value in values)
            return
        context = {**self._fields, **{value.field: value.text for value in values}}
        if self.secret and self.secret.is_known:
            context["client_secret_ref"] = ""
        for value in values:
            is_copied = value.field in self.copied
            if value.secret and self.secret:
                yield words.secret_row(
                    value, context, self.secret, shown=secret_shown, copied=is_copied
                )
            else:
                yield words.row_of(value, context, copied=is_copied)
