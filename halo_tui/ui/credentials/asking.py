"""From the address where a person logs in to what Halo says of itself; no widget, no secret."""

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
    """Ask a Halo about itself, as the settings say; what goes wrong is in the result.

    Args:
        session: knows the settings, and the sandbox if there is one.
        origin: whom to ask.
        ca_file: the path of the roots to trust instead of the public ones; or empty.

    Raises:
        SettingsError: a setting cannot be used.
    """
    if session.rehearsal is not None:
        await asyncio.to_thread(session.rehearsal.wait_until_ready)
    return await probing.ask_halo(session.settings, origin, ca_file)


def news_of(found: Discovery, filled: list[str], offered: list[str], refused: Sequence[str]) -> str:
    """What came of asking a Halo that answered.

    Args:
        found: its answers.
        filled: the fields that were empty and are not any more.
        offered: the fields for which another value was offered.
        refused: what may not be offered, as of `probing.offerable_answers`.
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
    """A number of things: `1 field`, `3 fields`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
