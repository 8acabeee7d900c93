"""Constants of all scenarios: the valid credentials, the names, the addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLIENT_ID: Final = "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"
CLIENT_SECRET: Final = "8d5f0c52-1c7b-4e6a-b6d4-90a1f3c2e7d8-27c9b1ee-5a0d-4c38-8f12-6e4d7a9b3c05"  # noqa: S105 - of a Halo that does not exist

FIRST: Final = "127.0.0.1"
SECOND: Final = "127.0.0.2"
"""The other node of a farm; some systems have this address only after it was added."""
UNSPECIFIED: Final = "0.0.0.0"  # noqa: S104 - connected to, never listened on
"""Connecting to it leads to this machine, but it is not a loopback address: it replaces a private
one."""
SIXTH: Final = "::1"
"""The second address of `localhost`."""
PROXIED: Final = "192.0.2.10"
"""Reached through the sandbox's proxy only; an address for documentation (RFC 5737)."""

HOSTS: Final = f"""\
{FIRST} localhost
{FIRST} halo.sandbox.test
{FIRST} auth.sandbox.test
{FIRST} elsewhere.sandbox.test
{FIRST} uat.sandbox.test
{UNSPECIFIED} private.sandbox.test
{FIRST} xn--hlo-6cd.sandbox.test
{FIRST} farm.sandbox.test
{SECOND} farm.sandbox.test
{SECOND} second.sandbox.test
224.0.0.1 unreachable.sandbox.test
not-found missing.sandbox.test
no-resolver unresolved.sandbox.test
timeout slow.sandbox.test
"""
"""Names for the scenarios in the format of hosts(5); RFC 6761 reserves `.test` for this purpose.

Connecting to a multicast address such as 224.0.0.1 fails at once, and no packet leaves this
machine.
"""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a scenario's text with each `{name}` replaced by its value; other braces stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
