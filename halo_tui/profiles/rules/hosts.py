"""Which part of a host name was registered, and whether the host is internal, by its name alone."""

from __future__ import annotations

from typing import Final

_SECOND_LEVELS: Final = frozenset({"ac", "co", "com", "gov", "net", "org"})
"""Second-level labels of country domains below which anybody can register a name (as in co.uk)."""

_INTERNAL_ENDINGS: Final = frozenset(
    {
        *("local", "localdomain", "localhost", "lan", "corp", "internal", "intranet", "intra"),
        *("home", "private", "domain", "ad", "arpa"),
    }
)
"""Last labels that no public name has, or that are reserved for private networks (RFC 6762)."""


def split_host(name: str) -> tuple[list[str], str]:
    """Return the labels below the registered part of a name, and the registered part."""
    labels = name.split(".")
    size = 3 if len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in _SECOND_LEVELS else 2
    return labels[:-size], ".".join(labels[-size:])


def is_internal(host: str) -> bool:
    """Whether only a private network can know the host, by its address or its name."""
    name = host.lower().rstrip(".")
    if is_ip(name):
        from ipaddress import ip_address

        return not ip_address(name.strip("[]")).is_global
    return "." not in name or name.rpartition(".")[2] in _INTERNAL_ENDINGS


def is_ip(host: str) -> bool:
    """Whether a host is an IP address; version 6 has brackets."""
    return host.startswith("[") or host.rpartition(".")[2].isdigit()


def are_of_one_party(one: str, two: str) -> bool:
    """Whether two hosts are equal or belong to the same registered name."""
    a, b = one.lower().rstrip("."), two.lower().rstrip(".")
    if a == b:
        return True
    if is_ip(a) or is_ip(b) or "." not in a or "." not in b:
        return False
    return split_host(a)[1] == split_host(b)[1]
