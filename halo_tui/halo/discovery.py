"""Asks a Halo about itself: two requests without a secret fill in most of a profile.

From recorded answers: `authinfo` names the Authorization Server and, if hosted, the tenant;
`InstanceInfo` names the version and the release ring. Either can be missing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from halo_tui.base.text import harmless
from halo_tui.halo.errors import HttpError, TlsFailedError, TrustStoreError, UntrustedRootError
from halo_tui.halo.origin import Origin
from halo_tui.halo.records import AuthInfo, InstanceInfo
from halo_tui.profiles.schema import Hosting

if TYPE_CHECKING:
    from halo_tui.halo.http import Client
    from halo_tui.halo.reply import Reply

API_PATH: Final = "/api"

_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a Halo says about itself; each attribute can be None."""

    resource_server: str | None = None
    authorization_server: str | None = None
    """With the final slash that Gradient asks for; None if the answer is no plain https address."""
    named_authorization_server: str | None = None
    """The raw value from the answer; it has not passed `harmless`."""
    tenant: str | None = None
    hosting: Hosting | None = None
    version: str | None = None
    """Halo's version, for example `2.236.133`."""
    ring: str | None = None
    """The release ring of a hosted instance, for example `US16-Stable8`."""
    moved_to: str | None = None
    """The origin to which the address redirects; no request was sent there."""
    problem: str | None = None
    """Why nothing was found: a sentence for people."""
    needs_root: bool = False
    """Whether the reason is that the server's root is not trusted."""
    root_is_unusable: bool = False
    """Whether the reason is that the file with the trusted root cannot be used."""

    @property
    def found(self) -> bool:
        """Whether a Halo answered."""
        return self.resource_server is not None

    def values(self) -> dict[str, str]:
        """Return the known values by profile field."""
        known = {
            "hosting": self.hosting,
            "resource_server": self.resource_server,
            "authorization_server": self.authorization_server,
            "tenant": self.tenant,
        }
        return {field: value for field, value in known.items() if value}


async def discover(client: Client, origin: Origin) -> Discovery:
    """Ask a Halo about itself. Never raises: a problem is in the result.

    Args:
        client: verifies TLS, follows no redirect, and limits time and size.
        origin: of the address at which people log in, or of the Resource Server.
    """
    auth, info = await asyncio.gather(
        _reply(client, f"{origin}{API_PATH}/authinfo"),
        _reply(client, f"{origin}{API_PATH}/InstanceInfo"),
    )
    auth_info = AuthInfo.read(_body(auth))
    instance_info = InstanceInfo.read(_body(info))
    if auth_info is None and instance_info is None:
        return _failed_discovery(origin, (auth, info))
    return _discovery_of(origin, auth_info or AuthInfo(), instance_info)


async def _reply(client: Client, url: str) -> Reply | HttpError:
    try:
        return await client.send("GET", url)
    except HttpError as fault:
        return fault


def _body(answer: Reply | HttpError) -> bytes:
    if isinstance(answer, HttpError) or answer.status != HTTPStatus.OK:
        return b""
    return answer.body


def _discovery_of(origin: Origin, auth: AuthInfo, info: InstanceInfo | None) -> Discovery:
    tenant = auth.tenant or (info.tenant if info else None)
    hosting = None
    if tenant or (info and info.is_hosted):
        hosting = Hosting.HOSTED
    elif info is not None and info.version:
        hosting = Hosting.ON_PREMISE
    named = auth.auth_url or (info.auth_url if info else None)
    return Discovery(
        resource_server=f"{origin}{API_PATH}",
        authorization_server=_with_slash(named),
        named_authorization_server=named,
        tenant=tenant,
        hosting=hosting,
        version=info.version if info else None,
        ring=info.group if info else None,
    )


def _with_slash(address: str | None) -> str | None:
    """Add the final slash to an address; None if it is not plain https."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        return None
    return address.rstrip("/") + "/"


def _failed_discovery(origin: Origin, answers: tuple[Reply | HttpError, ...]) -> Discovery:
    """Explain why nothing was found, by the first redirect, else error, else status."""
    faults = [answer for answer in answers if isinstance(answer, HttpError)]
    replies = [answer for answer in answers if not isinstance(answer, HttpError)]
    moved_to = next(filter(None, (_redirect(origin, reply) for reply in replies)), None)
    if moved_to:
        return Discovery(moved_to=moved_to, problem=f"{origin} leads on to {moved_to}")
    if faults:
        fault = faults[0]
        hint = ". A test tells why" if isinstance(fault, TlsFailedError) else ""
        return Discovery(
            problem=f"{fault.explanation}{hint}",
            needs_root=isinstance(fault, UntrustedRootError),
            root_is_unusable=isinstance(fault, TrustStoreError),
        )
    status = replies[0].status
    if status == HTTPStatus.OK:
        return Discovery(problem=f"{origin} answers, but not as a Halo does")
    return Discovery(problem=f"{origin} answers with HTTP status {status} instead of its values")


def _redirect(origin: Origin, reply: Reply) -> str | None:
    """Return the other origin that a reply redirects to, or None."""
    if reply.status not in _REDIRECTS:
        return None
    try:
        parts = urlsplit(reply.location)
    except ValueError:
        return None
    other = harmless(f"{parts.scheme}://{parts.netloc}".lower())
    usable = parts.scheme == "https" and parts.netloc and "@" not in parts.netloc
    return other if usable and other != str(origin) else None
