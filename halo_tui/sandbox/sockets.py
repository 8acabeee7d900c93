"""The sockets that the sandbox listens on."""

from __future__ import annotations

import contextlib
import errno
import socket
import struct
import sys

from halo_tui.sandbox.constants import FIRST, SECOND, SIXTH

_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""SO_LINGER with no time: closing discards unsent data and sends RST."""

_ATTEMPTS = 20
"""The most free ports that are tried until one is free at every address."""


def bind(address: str, port: int) -> socket.socket:
    """Return a socket bound to an address; connections are refused until it listens.

    Raises:
        OSError: the address or the port is not available.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setblocking(False)
        bound.bind((address, port))
    except BaseException:
        bound.close()
        raise
    return bound


def bind_nodes(port: int) -> list[socket.socket]:
    """Bind one port at each loopback address of this system.

    Args:
        port: the port; 0 for any that is free at all addresses.

    Raises:
        OSError: the port is taken at the first address, or at another one that exists.
    """
    for attempt in range(_ATTEMPTS):
        nodes = [bind(FIRST, port)]
        try:
            for address in (SECOND, SIXTH):
                nodes += _bind_if_there(address, nodes[0].getsockname()[1])
        except OSError:
            for node in nodes:
                node.close()
            if port or attempt + 1 == _ATTEMPTS:
                raise
        else:
            return nodes
    raise AssertionError


def _bind_if_there(address: str, port: int) -> list[socket.socket]:
    """Return the bound socket; nothing if the system does not have the address.

    Raises:
        OSError: another process listens there.
    """
    try:
        return [bind(address, port)]
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise
        return []


def reset(raw: socket.socket) -> None:
    """Make the end of a connection a reset (RST) instead of an orderly one."""
    with contextlib.suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
