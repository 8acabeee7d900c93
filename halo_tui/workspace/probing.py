"""What an address alone reveals, without profile and secret; for the form and the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base.text import harmless
from halo_tui.halo.origin import Origin, origin_of
from halo_tui.profiles.rules.offering import Refusal, offerable, refusal
from halo_tui.profiles.schema import FIELD_INFO, LOG_IN, NOT_SET, Hosting

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.profiles.model import Profile
    from halo_tui.settings import Settings

CHECKS: Final = (
    "network.dns", "network.tcp", "tls.handshake", "tls.chain", "tls.certificate", "halo.instance",
)  # fmt: skip
"""The checks that need an address, but no credentials."""


_LONGEST_NAMED: Final = 60
"""Characters of a value from a server that are shown."""

_REFUSED: Final = {
    Refusal.INTERNAL: "only its own network knows",
    Refusal.OTHER_PARTY: "is another owner's",
    Refusal.NOT_ENCRYPTED: "is not encrypted",
    Refusal.AGAINST_RULES: "cannot be used",
}
"""Why a value from a server is not offered; the text follows the value."""


@dataclass(frozen=True, slots=True)
class OfferableAnswers:
    """The values that Halo names, as far as they may be offered."""

    values: dict[str, str]
    refused: tuple[str, ...] = ()
    """A clause for each value that may not be offered; safe to show."""


def offerable_answers(found: Discovery, origin: Origin, hosting: str) -> OfferableAnswers:
    """Return the values of Halo's answers that may be offered; see `offering.offerable`.

    Args:
        found: the answers.
        origin: the server that answered; every address is compared with it.
        hosting: the profile's hosting, used if the answers do not name it.
    """
    known = {LOG_IN: str(origin), "hosting": found.hosting or hosting}
    named = {**found.values()}
    if found.named_authorization_server:
        named.setdefault("authorization_server", found.named_authorization_server)
    values: dict[str, str] = {}
    refused: list[str] = []
    for key, value in named.items():
        fitting = value if key == "hosting" else offerable(key, value, known)
        if fitting is not None:
            values[key] = fitting
        elif why := refusal(key, value, known):
            text = harmless(value, limit=_LONGEST_NAMED)
            refused.append(f"{FIELD_INFO[key].label} {text} is not taken: it {_REFUSED[why]}")
    return OfferableAnswers(values, tuple(refused))


class LogInAddressError(ValueError):
    """No request may be sent to the typed address; the message says why, for people."""


def log_in_origin(text: str) -> Origin:
    """Return the origin of an address that was copied from the browser's address bar.

    Everything after the host is dropped; a missing or insecure scheme becomes https.

    Raises:
        LogInAddressError: it is not an address, or one that parsers read differently.
    """
    from halo_tui.profiles.rules import address_parser

    if not text.strip():
        raise LogInAddressError("Type or paste the address where you log in to Halo first")
    reading = address_parser.read(text)
    address = reading.address
    if address is None:
        raise LogInAddressError(f"This is not an address: {reading.complaints[-1]}")
    if address.user is not None:
        raise LogInAddressError("There is an @ before the host: paste the address without it")
    port = "" if address.port in (None, 80) else f":{address.port}"
    try:
        return origin_of(f"https://{address.host}{port}")
    except ValueError:
        raise LogInAddressError("This is not the address of a web server") from None


async def ask_halo(settings: Settings, origin: Origin, ca_file: str = "") -> Discovery:
    """Ask a Halo about itself, with the settings of the program; errors are part of the result.

    Args:
        settings: the current settings.
        origin: the server.
        ca_file: the path of the roots to trust instead of the public ones; or empty.
    """
    from halo_tui.halo.discovery import discover
    from halo_tui.halo.http import Client
    from halo_tui.halo.resolve import Resolver

    resolver = Resolver(settings.hosts_file)
    roots = Path(ca_file) if ca_file else None
    async with Client(ca_file=roots, timeout=settings.timeout, resolver=resolver) as client:
        return await discover(client, origin)


def profile_of(origin: Origin, found: Discovery, *, name: str, ca_file: str = "") -> Profile:
    """Return a profile with what is known about an address; it has no credentials yet."""
    from halo_tui.halo.discovery import API_PATH
    from halo_tui.profiles.model import Profile

    tenant = NOT_SET if found.hosting is Hosting.ON_PREMISE else ""
    known = {"resource_server": f"{origin}{API_PATH}", "tenant": tenant}
    known |= offerable_answers(found, origin, found.hosting or Hosting.HOSTED).values
    return Profile(name=name).changed(**known, ca_file=ca_file)
