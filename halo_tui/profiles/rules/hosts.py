"""Whose host a name is, and whether it can be reached from elsewhere, as far as the name tells."""

from __future__ import annotations

from typing import Final

_SECOND_LEVELS: Final = frozenset({"ac", "co", "com", "gov", "net", "org"})
"""Labels before a country's ending below which names are given to anybody."""

_INTERNAL_ENDINGS: Final = frozenset(
    {
        *("local", "localdomain", "localhost", "lan", "corp", "internal", "intranet", "intra"),
        *("home", "private", "domain", "ad", "arpa"),
    }
)
"""Last labels that no public name has, or that are kept for networks of one's own (RFC 6762)."""


def split_host(name: str) -> tuple[list[str], str]:
    """The labels before the part of a name that somebody registered, and that part."""
    labels = name.split(".")
    size = 3 if len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in _SECOND_LEVELS else 2
    return labels[:-size], ".".join(labels[-size:])


def is_internal(host: str) -> bool:
    """Whether a host is one that only its own network knows: by its address, or by its name."""
    name = host.lower().rstrip(".")
    if is_ip(name):
        from ipaddress import ip_address

        return not ip_address(name.strip("[]")).is_global
    return "." not in name or name.rpartition(".")[2] in _INTERNAL_ENDINGS


def is_ip(host: str) -> bool:
    """Whether a host is an IP address, of version 6 in brackets."""
    return host.startswith("[") or host.rpartition(".")[2].isdigit()


def are_of_one_party(one: str, two: str) -> bool:
    """Whether two hosts are the same one, or lie below one registered name."""
    a, b = one.lower().rstrip("."), two.lower().rstrip(".")
    if a == b:
        return True
    if is_ip(a) or is_ip(b) or "." not in a or "." not in b:
        return False
    return split_host(a)[1] == split_host(b)[1]
