"""What the checks and their subjects are called on the screen; unknown ones name themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "fields": ("Values", "The five values as they were typed in, before anything is sent."),
    "network": ("Network", "Whether the servers can be reached from this machine."),
    "tls": ("Certificates", "Whether a server elsewhere, such as Gradient's, can trust these."),
    "halo": ("Halo", "What the instance says of itself to anybody who asks."),
    "oauth": ("Sign-in", "Whether Halo lets the application in, and with which permissions."),
    "access": ("Reading", "Whether real records can be read, one of each kind. None is changed."),
    "agent": ("Agent", "Whom the application acts as, and what that agent may do."),
    "role": ("Agent", ""),
    "billing": ("Gradient", "What Gradient will make of this connection."),
    "gradient": ("Gradient", ""),
}
"""The title and the purpose of each subject; subjects of the same title stand together."""

_NAMES: Final[Mapping[str, str]] = {
    "fields.client_id": "Client ID",
    "fields.authorization_server": "Auth. server",
    "network.dns": "Name (DNS)",
    "network.tcp": "Connection",
    "network.clock": "This clock",
    "halo.authinfo": "Own addresses",
    "oauth.all_permissions": "All permissions",
    "agent.identity": "Active agent",
    "role.all_clients": "All clients",
    "billing.recurring": "Agreements",
    "gradient.allow_list": "Allow list",
}


def group_of(check_id: str) -> str:
    """The title under which a check stands."""
    subject = check_id.partition(".")[0]
    return _GROUPS.get(subject, (_readable(subject), ""))[0]


def purpose_of(group: str) -> str:
    """What the checks under a title are for; empty where nothing is written."""
    return next((text for title, text in _GROUPS.values() if title == group and text), "")


def name_of(check_id: str) -> str:
    """What a check is called."""
    subject, _, rest = check_id.partition(".")
    if check_id in _NAMES:
        return _NAMES[check_id]
    if subject == "role":
        return f"{_readable(rest)} level"
    last = rest.rpartition(".")[2] or check_id
    return last if ":" in last else _readable(last)


def host_of(target: str | None) -> str:
    """The host and the port of an origin, for a person who knows that it is a web server."""
    return urlsplit(target).netloc or target if target else ""


def grouped(check_ids: Iterable[str]) -> dict[str, list[str]]:
    """The checks under their titles, both in the order in which they come."""
    groups: dict[str, list[str]] = {}
    for check_id in check_ids:
        groups.setdefault(group_of(check_id), []).append(check_id)
    return groups


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
