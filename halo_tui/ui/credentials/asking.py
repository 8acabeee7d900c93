"""From the address where a person logs in to what Halo says of itself; no widget, no secret."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.halo.origin import Origin, origin_of
from halo_tui.profiles.schema import FIELD_INFO

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.ui.session import Session


class UnusableAddressError(ValueError):
    """Nothing may be asked at what was typed; the text says why, for a person."""


def log_in_origin(text: str) -> Origin:
    """The server behind whatever a person copied from the browser's address bar.

    Everything after the host is dropped, a missing or insecure scheme becomes https.

    Raises:
        UnusableAddressError: it is no address, or one that parsers disagree on.
    """
    from halo_tui.profiles.rules import address_parser

    if not text.strip():
        raise UnusableAddressError("Type or paste the address where you log in to Halo first")
    reading = address_parser.read(text)
    address = reading.address
    if address is None:
        raise UnusableAddressError(f"This is not an address: {reading.complaints[-1]}")
    if address.user is not None:
        raise UnusableAddressError("There is an @ before the host: paste the address without it")
    port = "" if address.port in (None, 80) else f":{address.port}"
    try:
        return origin_of(f"https://{address.host}{port}")
    except ValueError:
        raise UnusableAddressError("This is not the address of a web server") from None


async def ask_halo(session: Session, origin: Origin, ca_file: str) -> Discovery:
    """Ask a Halo about itself, as the settings say; what goes wrong is in the result.

    Args:
        session: knows the settings, and the sandbox if there is one.
        origin: whom to ask.
        ca_file: the path of the roots to trust instead of the public ones; or empty.

    Raises:
        SettingsError: a setting cannot be used.
    """
    from halo_tui.halo.discovery import discover
    from halo_tui.halo.http import Client
    from halo_tui.halo.resolve import Resolver

    if session.rehearsal is not None:
        await asyncio.to_thread(session.rehearsal.wait_until_ready)
    settings = session.settings
    resolver = Resolver(settings.hosts_file)
    roots = Path(ca_file) if ca_file else None
    async with Client(ca_file=roots, timeout=settings.timeout, resolver=resolver) as client:
        return await discover(client, origin)


def news_of(found: Discovery, filled: list[str], offered: list[str]) -> str:
    """What came of asking a Halo that answered."""
    version = f"Halo {found.version}" if found.version else "A Halo"
    hosting = f", {found.hosting}" if found.hosting else ""
    done = [f"filled in {counted(len(filled), 'field')}"] if filled else []
    done += [f"{counted(len(offered), 'field')} other than yours"] if offered else []
    missing = [
        FIELD_INFO[key].label
        for key in ("authorization_server", "tenant")
        if key not in found.values() and FIELD_INFO[key].is_asked_of(found.hosting)
    ]
    rest = f"; it does not tell {' and '.join(missing)}" if missing else ""
    return f"{version}{hosting}: {', '.join(done) or 'says what is here already'}{rest}"


def counted(number: int, what: str) -> str:
    """A number of things: `1 field`, `3 fields`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
