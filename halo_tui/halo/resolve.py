"""Resolves names to addresses without blocking a deadline or the end of the program."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from halo_tui.base import tomlfile
from halo_tui.base.text import harmless
from halo_tui.base.threads import in_daemon

MOST_ADDRESSES: Final = 16
"""The most addresses used of one name, because the checks connect to each of them."""

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOSTS_LIMIT: Final = 16 * 1024 * 1024
"""The most bytes of a hosts file: lists that block advertisements have several million."""
_LOOPBACK: Final = ("127.0.0.1", "::1")
_REHEARSALS: Final = frozenset({"not-found", "no-resolver", "timeout"})
_NOT_FOUND: Final = frozenset(
    code
    for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")
    if (code := getattr(socket, name, None)) is not None
)


class ResolveError(Exception):
    """A name could not be resolved; the message is for people."""


class NameNotFoundError(ResolveError):
    """The name does not exist, or has no address."""


class NoResolverError(ResolveError):
    """No name server answered, so nothing is known about the name."""


def ip_address_of(host: str) -> IPAddress | None:
    """Parse a host as an IP address; None if it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_loopback_name(host: str) -> bool:
    """Whether a host name always means this machine (RFC 6761 §6.3)."""
    address = ip_address_of(host)
    if address is not None:
        return address.is_loopback
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


class Resolver:
    """Resolves names with a hosts file first, then with the system's resolver.

    Results are kept, so that all steps of a run see the same addresses. Make a new resolver for
    each run.
    """

    def __init__(self, hosts_file: Path | None = None) -> None:
        """Store the options; nothing is read or resolved yet.

        Args:
            hosts_file: lines as in hosts(5); they take precedence over the system. Instead of an
                address, `not-found`, `no-resolver` and `timeout` simulate that failure.
        """
        self._hosts_file = hosts_file
        self._known: dict[tuple[str, int], list[str]] = {}

    def is_pinned(self, host: str) -> bool:
        """Whether the hosts file has the name; then no proxy is used for it.

        Raises:
            NoResolverError: the hosts file cannot be read.
        """
        return host.lower() in self._pinned

    async def lookup(self, host: str, port: int) -> list[str]:
        """Return the IP addresses of a host as texts, in the order in which to try them.

        It has no time limit of its own; use `asyncio.timeout`. A cancelled look-up blocks nothing.

        Raises:
            NameNotFoundError: the name does not exist, or has no address.
            NoResolverError: no name server answered, or the hosts file cannot be read.
        """
        if ip_address_of(host) is not None:
            return [host]
        pinned = self._pinned.get(host.lower())
        if pinned:
            return await _rehearse(pinned, host)
        if is_loopback_name(host):
            return list(_LOOPBACK)
        if (host, port) not in self._known:
            self._known[host, port] = await in_daemon(lambda: _getaddrinfo(host, port), "look-up")
        return list(self._known[host, port])

    @cached_property
    def _pinned(self) -> Mapping[str, list[str]]:
        return {} if self._hosts_file is None else _read_hosts(self._hosts_file)


def _read_hosts(path: Path) -> dict[str, list[str]]:
    try:
        data, _ = tomlfile.read_bytes(path, limit=_HOSTS_LIMIT)
    except tomlfile.UnreadableFileError as problem:
        why = f"The hosts file {harmless(str(path))} cannot be read: {problem.why}"
        raise NoResolverError(why) from None
    return _parse_hosts(data.decode("utf-8", "replace"))


def _parse_hosts(text: str) -> dict[str, list[str]]:
    """Parse a hosts(5) file into addresses by name; invalid lines are ignored."""
    names: dict[str, list[str]] = {}
    for line in text.splitlines():
        address, *given = line.partition("#")[0].split() or [""]
        if address in _REHEARSALS or ip_address_of(address) is not None:
            for name in given:
                names.setdefault(name.lower(), []).append(address)
    return names


async def _rehearse(pinned: list[str], host: str) -> list[str]:
    if "not-found" in pinned:
        raise _not_found(host)
    if "no-resolver" in pinned:
        raise _no_resolver(host)
    if "timeout" in pinned:
        await asyncio.get_running_loop().create_future()
    return list(dict.fromkeys(pinned))[:MOST_ADDRESSES]


def _getaddrinfo(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as problem:
        known = problem.errno in _NOT_FOUND
        raise (_not_found(host) if known else _no_resolver(host)) from None
    except ValueError:  # a label that is too long, an empty one, a zero byte
        raise _not_found(host) from None
    except OSError:
        raise _no_resolver(host) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MOST_ADDRESSES]


def _not_found(host: str) -> NameNotFoundError:
    return NameNotFoundError(f"There is no address for the name {harmless(host)}")


def _no_resolver(host: str) -> NoResolverError:
    return NoResolverError(f"No name server answered when asked for {harmless(host)}")
