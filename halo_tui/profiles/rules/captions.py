"""Which field a caption names, as users, vendors and public Halo integrations write it.

Names of variables (`HALOPSA_CLIENT_ID`, `$HaloClientSecret`, `clientId`), labels of forms
(`Authorisation Server`) and keys of settings (`Halo:ApiUrl`) are reduced to the same few words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from halo_tui.profiles.schema import LOG_IN

_PHRASES: Final = {
    "client_id": (
        "client id", "application id", "app id", "client identifier", "halo id", "halopsa id",
    ),
    "client_secret": (
        "client secret", "secret", "secret key", "secret value", "halo secret",
    ),
    "resource_server": (
        "resource server", "resource server url", "resource server address", "resource url",
        "api url", "api server", "api base", "api base url", "api endpoint", "api host",
        "api address", "api uri", "base url", "base uri", "base address", "instance url",
        "server url", "host", "host name", "hostname", "instance", "url", "uri",
    ),
    "authorization_server": (
        "authorization server", "authorisation server", "authorization server url",
        "authorisation server url", "authorization url", "authorisation url", "auth server",
        "auth server url", "auth url", "auth uri", "auth base", "auth base url", "auth endpoint",
        "auth host", "authority", "authority url", "token url", "token uri", "token endpoint",
        "access token url", "authorization server address", "identity server",
    ),
    "tenant": ("tenant", "tenant name", "tenant id"),
    "hosting": ("hosting", "hosting type"),
    "ca_file": ("ca file", "root certificate", "ca certificate", "ca cert"),
    LOG_IN: (
        "log in address", "login address", "login url", "log in url", "portal url", "agent url",
        "web address", "site url",
    ),
}  # fmt: skip
_FIELD_OF: Final = {
    tuple(phrase.split()): field for field, phrases in _PHRASES.items() for phrase in phrases
}
_LONGEST_PHRASE: Final = max(map(len, _FIELD_OF))

_VAGUE: Final = frozenset(
    {"secret", "host", "host name", "hostname", "instance", "url", "uri", "halo id", "halopsa id"}
)
"""Phrases that name one of the fields only if no other word precedes them."""

_COMPOUNDS: Final = {
    "clientid": "client id", "clientsecret": "client secret", "tenantid": "tenant id",
    "tenantname": "tenant name", "apiurl": "api url", "baseurl": "base url", "authurl": "auth url",
    "tokenurl": "token url", "appid": "app id", "cafile": "ca file", "baseuri": "base uri",
    "resourceserver": "resource server", "authserver": "auth server", "oauth": "auth",
    "oauth2": "auth", "applicationid": "application id", "apibase": "api base",
    "authorizationserver": "authorization server", "authorisationserver": "authorisation server",
}  # fmt: skip
_OF_HALO: Final = frozenset({"halo", "halopsa", "haloitsm", "halopsaapi", "haloapi"})
_NEUTRAL: Final = frozenset(
    {
        *("your", "my", "the", "our", "api", "app", "application", "gradient", "msp", "psa", "env"),
        *("prod", "production", "live", "test", "uat", "credentials", "connection", "integration"),
        *(
            "new",
            "value",
            "o",
            "auth",
            "config",
            "settings",
            "parameters",
            "data",
            "string",
            "itsm",
        ),
    }
)
"""Words before a phrase that do not assign it to another product."""

_NOT_NEEDED: Final = frozenset(
    {
        *("scope", "scopes", "grant type", "grant", "schema", "name", "notes", "content type"),
        *("redirect uri", "redirect url", "username", "password", "response type"),
    }
)

_MOST_WORDS: Final = 8
_LONGEST: Final = 70
"""Characters; a longer text is a sentence, not a caption."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOTE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Caption:
    """The meaning of a caption."""

    field: str
    rank: int
    """How well it fits: 0 names Halo, 1 names no product, 2 can belong to another product."""


def field_named(caption: str) -> Caption | None:
    """Return the field that a caption names; None if it names none.

    Args:
        caption: a label or a key; a note in brackets, quotation marks and asterisks are ignored.
    """
    words = _words(caption)
    if not words:
        return None
    for size in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        field = _FIELD_OF.get(tuple(words[-size:]))
        if field is not None:
            return _ranked(field, " ".join(words[-size:]), words[:-size])
    return None


def is_not_needed(caption: str) -> bool:
    """Whether a caption names a part of a connection for which the form has no field."""
    words = _words(caption)
    return " ".join(words) in _NOT_NEEDED or " ".join(words[-2:]) in _NOT_NEEDED


def _ranked(field: str, phrase: str, before: list[str]) -> Caption | None:
    if set(before) & _OF_HALO or phrase.startswith("halo"):
        return Caption(field, 0)
    if set(before) <= _NEUTRAL:
        return Caption(field, 1)
    return None if phrase in _VAGUE else Caption(field, 2)


def _words(caption: str) -> list[str]:
    if len(caption) > _LONGEST * 4:
        return []
    bare = _NOTE.sub(" ", caption)
    if len(bare) > _LONGEST:
        return []
    parts = re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", bare).lower())
    words = " ".join(_COMPOUNDS.get(part, part) for part in parts if part).split()
    return words if len(words) <= _MOST_WORDS else []
