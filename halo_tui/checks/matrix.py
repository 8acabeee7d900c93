"""The matrix of rights: the application's permissions, the agent's levels, and what both allow.

A right works only if the application has the permission and the agent has the level. The matrix is
computed from the results of a run alone; what they do not decide remains unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status
from halo_tui.halo import scopes
from halo_tui.halo.permissions import RESOURCES, Resource

READ: Final = "read"
EDIT: Final = "edit"

_HOLDS: Final = frozenset({Status.PASS, Status.WARN})
_REFUSED: Final = frozenset({"forbidden", "unauthorized"})


@dataclass(frozen=True, slots=True)
class AccessRight:
    """One right to one kind of record; None means unknown."""

    resource: str
    right: str
    """`read` or `edit`."""
    needed: bool
    """Whether Gradient needs it."""
    scope: str
    """The application's permission for this right."""
    application: bool | None
    """Whether that permission is ticked."""
    label: str
    """Halo's label of the agent's level."""
    level_name: str
    """Halo's label of the level that the agent has; empty if unknown."""
    agent: bool | None
    """Whether that level is high enough."""
    result: bool | None
    """Whether the right works. Reading is proven by a read. Editing is never proven, because
    nothing is written: it follows from the two sides."""
    short: str
    """Which side lacks the right: `application`, `agent`, `both`, or empty."""
    where: str
    """Where to click to fix it; empty if nothing is missing."""


def matrix(results: Iterable[CheckFinished]) -> tuple[AccessRight, ...]:
    """Return every resource and right, in Gradient's order.

    Args:
        results: of one run; the last of each check counts.
    """
    known = {result.check: result for result in results}
    return tuple(_row(known, resource, right) for resource in RESOURCES for right in (READ, EDIT))


def _row(known: Mapping[str, CheckFinished], resource: Resource, right: str) -> AccessRight:
    scope = f"{right}:{resource.name}"
    application = _application(known, scope)
    agent, level_name = _agent(known, resource, right)
    result = _result(known, resource, right, application, agent)
    short = _short(application, agent)
    return AccessRight(
        resource=resource.name,
        right=right,
        needed=scope in scopes.REQUIRED,
        scope=scope,
        application=application,
        label=resource.label,
        level_name=level_name,
        agent=agent,
        result=result,
        short=short,
        where=_where(short, scope, resource, right),
    )


def _application(known: Mapping[str, CheckFinished], scope: str) -> bool | None:
    result = known.get(f"oauth.scope.{scope}")
    if result:
        return {Status.PASS: True, Status.FAIL: False}.get(result.status)
    everything = known.get("oauth.all_permissions")
    listed = everything.evidence.get("listed") if everything else None
    if not isinstance(listed, list) or scopes.ALL in listed:
        return None
    return scope in listed


def _agent(
    known: Mapping[str, CheckFinished], resource: Resource, right: str
) -> tuple[bool | None, str]:
    result = known.get(f"role.{resource.name}")
    evidence = result.evidence if result else {}
    if evidence.get("administrator") is True:
        return True, "Halo administrator"
    level = evidence.get("level")
    if not isinstance(level, int):
        return None, ""
    wanted = resource.read_level if right == READ else resource.edit_level
    return level >= wanted, resource.label_of(level)


def _result(
    known: Mapping[str, CheckFinished],
    resource: Resource,
    right: str,
    application: bool | None,
    agent: bool | None,
) -> bool | None:
    read = known.get(f"access.{resource.name}")
    if right == READ and read:
        reason = read.code.rpartition(".")[2]
        if reason in _REFUSED or reason == "names_only":
            return False
        # An agent without the right can also get an empty list, so an empty list proves nothing.
        if read.status in _HOLDS and reason != "empty":
            return True
    if application is False or agent is False:
        return False
    return True if application and agent else None


def _short(application: bool | None, agent: bool | None) -> str:
    if application is False and agent is False:
        return "both"
    if application is False:
        return "application"
    return "agent" if agent is False else ""


def _where(short: str, scope: str, resource: Resource, right: str) -> str:
    wanted = resource.label_of(resource.read_level if right == READ else resource.edit_level)
    ticks = (
        "Configuration › Integrations › HaloPSA API › View Applications › Gradient MSP › "
        f"Permissions: tick {scope}"
    )
    level = (
        "Configuration › Teams & Agents › Roles › the agent's role › Permissions: "
        f"{resource.label} = {wanted}"
    )
    return {"application": ticks, "agent": level, "both": f"{ticks}; {level}"}.get(short, "")
