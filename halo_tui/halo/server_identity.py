"""Identifies who sent a response by its headers: the server, a proxy, a CDN or a gateway.

Halo, its web server, a CDN, a firewall and a log-in gateway can all answer at one address, often
with the same status. These headers distinguish them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_KEPT: Final = frozenset(
    {
        "server", "via", "www-authenticate", "proxy-authenticate", "retry-after", "location",
        "set-cookie", "x-powered-by", "x-aspnet-version", "x-cache", "x-served-by", "x-azure-ref",
        "x-cdn", "x-iinfo", "x-sucuri-id", "x-sucuri-block", "x-amzn-waf-action", "cf-ray",
        "cf-mitigated", "cf-cache-status", "x-squid-error", "x-bluecoat-via", "x-ms-proxy-app-id",
    }
)  # fmt: skip
_KEPT_STARTS: Final = ("x-akamai", "akamai-", "x-amz-cf-", "x-ms-proxy", "x-fortinet", "x-zscaler")

_EDGES: Final[Mapping[str, tuple[str, ...]]] = {
    "Cloudflare": ("cf-ray", "cf-mitigated", "server: cloudflare"),
    "Amazon CloudFront": ("x-amz-cf-id", "x-amz-cf-pop", "server: cloudfront"),
    "Azure Front Door": ("x-azure-ref",),
    "Azure Application Gateway": ("server: microsoft-azure-application-gateway",),
    "Microsoft Entra application proxy": ("x-ms-proxy-app-id", "x-ms-proxy-service-name"),
    "Akamai": ("x-akamai", "akamai-", "server: akamaighost", "server: akamainetstorage"),
    "Fastly": ("x-served-by: cache-",),
    "Imperva": ("x-iinfo", "x-cdn: imperva", "x-cdn: incapsula"),
    "Sucuri": ("x-sucuri-id", "x-sucuri-block", "server: sucuri"),
    "AWS WAF": ("x-amzn-waf-action",),
    "F5 BIG-IP": ("server: bigip", "server: big-ip"),
    "FortiWeb": ("server: fortiweb", "x-fortinet"),
    "Zscaler": ("x-zscaler", "server: zscaler"),
    "Squid": ("x-squid-error", "server: squid"),
}
"""Headers that products in front of a server add, from their documentation: the start of a header
name, or of `name: value`.
"""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*")
_PARAMETER: Final = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_PART: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",])+')


@dataclass(frozen=True, slots=True)
class Challenge:
    """One authentication challenge of a server (RFC 9110 §11.6.1)."""

    scheme: str
    """For example `Bearer`, in the server's letter case."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; for `Bearer`, `error` says what is wrong (RFC 6750 §3.1)."""


def identifying_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that identify the server.

    Args:
        headers: names in lower case, values safe to show.
    """
    return {
        name: value
        for name, value in headers.items()
        if name in _KEPT or name.startswith(_KEPT_STARTS)
    }


def edge(headers: Mapping[str, str]) -> str:
    """Return the CDN, firewall or gateway that left its headers; empty if none did.

    Args:
        headers: names in lower case.
    """
    lines = [f"{name}: {value}".lower() for name, value in headers.items()]
    for product, starts in _EDGES.items():
        if any(line.startswith(starts) for line in lines):
            return product
    return ""


def challenges(headers: Mapping[str, str]) -> tuple[Challenge, ...]:
    """Return the authentication challenges, in the order of the response.

    Args:
        headers: names in lower case; several headers of one name joined by commas.
    """
    found: list[Challenge] = []
    for part in _PART.findall(headers.get("www-authenticate", "")):
        scheme, _, rest = part.strip().partition(" ")
        if _SCHEME.fullmatch(scheme) and "=" not in scheme and not rest.lstrip().startswith("="):
            found.append(Challenge(scheme, _parameters(rest)))
        elif found:
            known = {**found[-1].parameters, **_parameters(part)}
            found[-1] = Challenge(found[-1].scheme, known)
    return tuple(found)


def _parameters(text: str) -> dict[str, str]:
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
        for name, quoted, bare in _PARAMETER.findall(text)
    }
