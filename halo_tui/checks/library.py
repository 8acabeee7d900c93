"""The checks for other people's programs: a run as a stream of events, in their own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from halo_tui.checks.context import Options
from halo_tui.checks.runner import Run
from halo_tui.profiles.slugs import slug_of

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.profiles.model import Profile


async def run(profile: Profile, options: Options | None = None) -> AsyncIterator[AnyEvent]:
    """Check a connection.

    Nothing is written, neither on this machine nor to Halo. If the loop is left early, the run ends
    and its network connections are closed.

    Args:
        profile: the connection.
        options: the options of the run; None for the defaults.

    Yields:
        `RunStarted`, `CheckStarted` and `CheckFinished` for each check, and `RunFinished` last, of
        `halo_tui.checks.events`. No event contains the secret or a token.

    Raises:
        UnknownCheckError: `options.only` names a check that does not exist.
        Exception: an error of this program, after the events until then.
    """
    events: asyncio.Queue[AnyEvent | None] = asyncio.Queue()
    one = Run(slug_of(profile.name), profile, options or Options(), events.put_nowait)
    running = asyncio.create_task(one.run())
    running.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
    finally:
        one.cancel()
        await asyncio.shield(running)
    if one.fault:
        raise one.fault
