"""The graph of all checks: what each one needs, and whether it is essential.

A new check needs a function in the module of its subject, a line here, its words in
`diagnosis/words/`, and a scenario in the sandbox. The titles of checks and subjects are in
`names.toml`, the steps of the guide in `guide.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from halo_tui.base.packaged import packaged_toml
from halo_tui.halo.permissions import RESOURCES
from halo_tui.halo.scopes import REQUIRED
from halo_tui.profiles.schema import GRADIENT_FIELDS

if TYPE_CHECKING:
    from halo_tui.checks.context import CheckFunction

NO_ORIGIN: Final = frozenset({"missing", "malformed", "insecure_scheme", "has_credentials"})
"""Reasons of an address's field check after which nothing is sent to the address."""


class Subject(NamedTuple):
    """A group of checks about the same subject."""

    key: str
    """The first part of their ids."""
    title: str
    """A short title; subjects with the same title are shown together."""
    chapter: str = ""
    """The heading of its chapter in a document."""
    purpose: str = ""
    """The purpose of the checks in one sentence; empty if none is written."""


@cache
def _names() -> Mapping[str, Any]:
    return packaged_toml("halo_tui.checks", "names.toml")


def subjects() -> tuple[Subject, ...]:
    """Return every subject of the plan, in order."""
    return tuple(Subject(key, **table) for key, table in _names()["subjects"].items())


@cache
def subject_of(check_id: str) -> Subject:
    """Return the subject of a check; for an unknown check, one with the name from the id."""
    key = check_id.partition(".")[0]
    table = _names()["subjects"].get(key)
    return Subject(key, **table) if table else Subject(key, _readable(key))


@cache
def title_of(check_id: str) -> str:
    """Return the title of a check; for an unknown check its id."""
    last = check_id.rpartition(".")[2] or check_id
    for pattern, title in _names()["checks"].items():
        if fnmatchcase(check_id, pattern):
            named = str(title).replace("{subject}", last)
            return named.replace("{Subject}", _readable(last))
    return last if ":" in last else _readable(last)


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()


class Per(Enum):
    """How often a check runs, and at which origin."""

    RUN = auto()
    """Once, without an origin."""
    ORIGIN = auto()
    """Once for each distinct origin of the two servers; needs a usable address."""
    RESOURCE_SERVER = auto()
    """Once, at the resource server's origin."""
    AUTHORIZATION_SERVER = auto()
    """Once, at the authorization server's origin."""


class Check(NamedTuple):
    """One line of the plan."""

    id: str
    function: str
    """`module:name` below `halo_tui.checks.subjects`; imported when a run needs it."""
    needs: tuple[str, ...] = ()
    """Checks that must have passed or warned; otherwise this one is skipped."""
    after: tuple[str, ...] = ()
    """Checks that must have ended, with any status."""
    per: Per = Per.RUN
    published_after: tuple[str, ...] = ()
    """Patterns of checks that must have ended before a result other than a pass is published,
    because their results can change its meaning."""
    essential: bool = False
    """Whether the connection is undecided if this check has no decision."""

    @property
    def group(self) -> str:
        """The subject under which the check is shown."""
        return self.id.partition(".")[0]

    @property
    def title(self) -> str:
        """The title of the check, a few words."""
        return title_of(self.id)

    @property
    def subject(self) -> Subject:
        """The subject under which the check is shown, with its title."""
        return subject_of(self.id)

    def home(self, hosting: str, field: str = "resource_server") -> str | None:
        """Return the guide's step where findings of this check are fixed by default.

        Args:
            hosting: `hosted` or `on-premise`.
            field: the profile field that holds the address of the checked server.
        """
        from halo_tui.guide.model import step_proven_by

        return step_proven_by(self.id, hosting=hosting, field=field)

    def load(self) -> CheckFunction:
        """Import the module of the check, and return its function."""
        module, _, name = self.function.partition(":")
        return cast(
            "CheckFunction", getattr(import_module(f"halo_tui.checks.subjects.{module}"), name)
        )


_READS = ("access.*", "agent.identity")
_TLS = ("tls.handshake", "tls.chain", "tls.certificate")
_RESOURCE = ("fields.resource_server", *_TLS)
_AUTHORIZATION = (
    "fields.client_id", "fields.client_secret", "fields.authorization_server", "fields.tenant",
    *_TLS,
)  # fmt: skip


def _plan() -> Iterable[Check]:
    for name in GRADIENT_FIELDS:
        yield Check(f"fields.{name}", f"fields:{name}", essential=True)
    yield from _of_the_servers()
    yield from _of_the_token()
    yield from _of_the_records()


def _of_the_servers() -> Iterable[Check]:
    origin, handshake = Per.ORIGIN, ("tls.handshake",)
    with_tls = ("tls.chain", "tls.certificate")
    yield Check("network.dns", "network:dns", per=origin, essential=True)
    yield Check("network.tcp", "network:tcp", ("network.dns",), per=origin, essential=True)
    yield Check("tls.handshake", "tls:handshake", ("network.tcp",), per=origin, essential=True)
    yield Check("tls.chain", "tls:chain", handshake, (), origin, with_tls, essential=True)
    yield Check(
        "tls.certificate", "tls:certificate", handshake, (), origin, with_tls, essential=True
    )
    with_token, server = ("oauth.token",), Per.RESOURCE_SERVER
    with_reads = (*with_token, *_READS)
    yield Check("halo.instance", "instance:instance", _RESOURCE, (), server, with_token)
    yield Check("halo.authinfo", "instance:authinfo", _RESOURCE, (), server, with_reads)
    yield Check(
        "network.clock", "network:clock", after=("halo.instance", "oauth.token"),
        published_after=_READS,
    )  # fmt: skip


def _of_the_token() -> Iterable[Check]:
    yield Check(
        "oauth.token", "oauth:token", _AUTHORIZATION, (), Per.AUTHORIZATION_SERVER,
        ("halo.*", "oauth.all_permissions", "oauth.scope.*"), essential=True,
    )  # fmt: skip
    yield Check("oauth.all_permissions", "oauth:all_permissions", after=("oauth.token",))
    for scope in REQUIRED:
        yield Check(
            f"oauth.scope.{scope}", "oauth:scope", (), ("oauth.token", "oauth.all_permissions"),
            published_after=("oauth.scope.*",), essential=True,
        )  # fmt: skip


def _of_the_records() -> Iterable[Check]:
    token, agent = ("oauth.token",), ("agent.identity",)
    server, together = Per.RESOURCE_SERVER, (*_READS, "role.*")
    yield Check(
        "agent.identity", "access:agent", _RESOURCE, token, server, together, essential=True
    )
    for resource in RESOURCES:
        check_id = f"access.{resource.name}"
        yield Check(check_id, "access:read", _RESOURCE, token, server, together, essential=True)
    for resource in RESOURCES:
        yield Check(f"role.{resource.name}", "access:role", after=agent, published_after=together)
    yield Check("role.all_clients", "access:all_clients", after=agent, published_after=_READS)
    yield Check("billing.recurring", "readiness:recurring", _RESOURCE, token, server, _READS)
    yield Check("gradient.allow_list", "readiness:allow_list", after=("network.dns",))


PLAN: Final = tuple(_plan())
BY_ID: Final = {check.id: check for check in PLAN}
IDS: Final = tuple(BY_ID)


class UnknownCheckError(LookupError):
    """A requested check does not exist."""


def select(only: Iterable[str]) -> tuple[Check, ...]:
    """Return the requested checks and all that they need, in order; every check if none is given.

    Raises:
        UnknownCheckError: an id is not in the plan.
    """
    wanted: set[str] = set()
    waiting = list(only)
    if not waiting:
        return PLAN
    while waiting:
        check_id = waiting.pop()
        if check_id not in BY_ID:
            raise UnknownCheckError(check_id)
        if check_id not in wanted:
            wanted.add(check_id)
            waiting += [*BY_ID[check_id].needs, *BY_ID[check_id].after]
    return tuple(check for check in PLAN if check.id in wanted)


@cache
def path_after(check_id: str) -> int:
    """Return how many checks have to follow one another after a check, on the longest path."""
    following = [check.id for check in PLAN if check_id in (*check.needs, *check.after)]
    return 1 + max((path_after(one) for one in following), default=-1)
