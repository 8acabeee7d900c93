"""What is the same in every scenario: the credentials in force, the names, the addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLIENT_ID: Final = "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"
CLIENT_SECRET: Final = "8d5f0c52-1c7b-4e6a-b6d4-90a1f3c2e7d8-27c9b1ee-5a0d-4c38-8f12-6e4d7a9b3c05"  # noqa: S105 - of a Halo that does not exist

FIRST: Final = "127.0.0.1"
SECOND: Final = "127.0.0.2"
"""The farm's other node; some systems do not have this address unless it is added."""
UNSPECIFIED: Final = "0.0.0.0"  # noqa: S104 - connected to, never listened on
"""Connecting to it leads to this machine, yet it is no loopback address: it plays a private one."""
SIXTH: Final = "::1"
"""What `localhost` means as well."""
PROXIED: Final = "192.0.2.10"
"""Reached through the sandbox's proxy only: an address for documentation (RFC 5737)."""

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
"""Names for the scenarios, as in hosts(5); RFC 6761 keeps `.test` free for this.

Connecting to a multicast address such as 224.0.0.1 fails at once, and no packet leaves.
"""


def fill(text: str, values: Mapping[str, str]) -> str:
    """A scenario's text with each `{name}` replaced by its value; other braces stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
