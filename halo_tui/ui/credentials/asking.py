"""Asks a Halo about itself, and describes the answers; without widgets and without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.workspace import probing

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.halo.origin import Origin
    from halo_tui.ui.session import Session


async def ask_halo(session: Session, origin: Origin, ca_file: str) -> Discovery:
    """Ask a Halo about itself, with the user's settings; a failure is part of the result.

    Args:
        session: has the settings, and the sandbox if there is one.
        origin: the server to ask.
        ca_file: the path of a file with root certificates to trust; empty for the public ones.

    Raises:
        SettingsError: a setting cannot be used.
    """
    if session.rehearsal is not None:
        await asyncio.to_thread(session.rehearsal.wait_until_ready)
    return await probing.ask_halo(session.settings, origin, ca_file)


def result_message(
    found: Discovery, filled: list[str], offered: list[str], refused: Sequence[str]
) -> str:
    """Return a message about the answers of a Halo.

    Args:
        found: the answers.
        filled: the fields that were empty and are filled in now.
        offered: the fields for which another value is offered.
        refused: the values that may not be offered, see `probing.offerable_answers`.
    """
    version = f"Halo {found.version}" if found.version else "A Halo"
    hosting = f", {found.hosting}" if found.hosting else ""
    done = [f"filled in {counted(len(filled), 'field')}"] if filled else []
    done += [f"{counted(len(offered), 'field')} other than yours"] if offered else []
    named = {"authorization_server": ""} if found.named_authorization_server else {}
    missing = [
        FIELD_INFO[key].label
        for key in ("authorization_server", "tenant")
        if key not in {**found.values(), **named} and FIELD_INFO[key].is_asked_of(found.hosting)
    ]
    rest = [f"it does not name {' and '.join(missing)}"] if missing else []
    outcome = ", ".join(done) or "says what is here already"
    return "; ".join([f"{version}{hosting}: {outcome}", *rest, *refused])


def counted(number: int, what: str) -> str:
    """Return a number and what it counts: `1 field`, `3 fields`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
