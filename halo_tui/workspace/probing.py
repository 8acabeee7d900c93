"""What an address alone tells, with no profile and no secret; for the form and the command."""

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
"""What can be checked of an address without credentials."""


_LONGEST_NAMED: Final = 60
"""Characters shown of a value that a server names."""

_REFUSED: Final = {
    Refusal.INTERNAL: "only its own network knows",
    Refusal.OTHER_PARTY: "is another owner's",
    Refusal.NOT_ENCRYPTED: "is not encrypted",
    Refusal.AGAINST_RULES: "cannot be used",
}
"""Why a value that a server names is not offered, after the value itself."""


@dataclass(frozen=True, slots=True)
class Named:
    """What Halo says of itself, as far as it may be offered."""

    values: dict[str, str]
    refused: tuple[str, ...] = ()
    """A clause for each value that may not be offered; harmless."""


def judged(found: Discovery, origin: Origin, hosting: str) -> Named:
    """What of the answers may be offered; see `offering.offerable`.

    Args:
        found: the answers.
        origin: who was asked; every address is compared with it.
        hosting: of the profile, where the answers do not name it.
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
    return Named(values, tuple(refused))


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


async def ask_halo(settings: Settings, origin: Origin, ca_file: str = "") -> Discovery:
    """Ask a Halo about itself, as the settings say; what goes wrong is in the result.

    Args:
        settings: as they are in force.
        origin: whom to ask.
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
    """A profile of what is known of an address; the credentials are still missing."""
    from halo_tui.halo.discovery import API_PATH
    from halo_tui.profiles.model import Profile

    tenant = NOT_SET if found.hosting is Hosting.ON_PREMISE else ""
    known = {"resource_server": f"{origin}{API_PATH}", "tenant": tenant}
    known |= judged(found, origin, found.hosting or Hosting.HOSTED).values
    return Profile(name=name).changed(**known, ca_file=ca_file)
