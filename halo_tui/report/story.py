"""One run put in order for a reader: the verdict, the root cause, then the rest.

Every format of the report tells this same story.
"""

from __future__ import annotations

import platform
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from halo_tui.checks.events import AnyEvent, Cause, CheckFinished, Status
from halo_tui.checks.headline import headline
from halo_tui.checks.matrix import Row, matrix
from halo_tui.checks.results import Results
from halo_tui.workspace.recording import clean

TITLE: Final = "HaloPSA to Gradient: connection report"

FITS: Final[Mapping[bool | None, str]] = {
    True: "the evidence speaks for it",
    False: "the evidence speaks against it",
    None: "",
}
"""What to add to a possible cause."""

KEYS_TITLE: Final = "The two keys"
KEYS_INTRO: Final = (
    "A right works only where the application's permission is ticked and the agent's level is "
    "high enough."
)
KEYS_HEAD: Final = ("Right", "Ticked", "Works", "Agent's level")
ANSWERS: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "unknown"}

_VANTAGE: Final = (
    "The test sees what one computer sees. This is neither passed nor failed; the evidence is for "
    "those who can decide it, such as whoever runs the firewall in front of Halo."
)
_UNKNOWABLE: Final = ".unknowable"
"""How the code ends where no run, however good, can decide."""

_EVIDENCE_LIMIT: Final = 60
"""Lines of evidence told of one check."""
_SHORT: Final = 40
"""Characters of an item up to which a list is told on one line."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Findings under one heading."""

    title: str
    intro: str
    results: tuple[CheckFinished, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What every format of a report tells."""

    facts: Mapping[str, str]
    """Profile, instance, date, result."""
    chapters: tuple[Chapter, ...]
    """The root cause, what else needs a look, what is open; without empty ones."""
    keys: tuple[Row, ...]
    """The rights that Gradient needs, and which side grants them; empty if nothing is known."""
    checks: tuple[CheckFinished, ...]
    """All of them, in the order of the plan."""
    versions: Mapping[str, str]


def tell(events: Iterable[AnyEvent], *, name: str = "") -> Story:
    """Put a run in order.

    Args:
        events: of one run.
        name: what a person calls the profile.
    """
    results = Results.of(_harmless(event) for event in events)
    checks = tuple(_in_plan_order(results))
    facts, chapters = _facts(results, checks, name), tuple(_chapters(results, checks))
    listed = tuple(map(_as_listed, checks))
    return Story(facts, chapters, _keys(checks), listed, _versions(checks))


def key_cells(row: Row) -> tuple[str, str, str, str]:
    """A row under `KEYS_HEAD`."""
    level = f"{ANSWERS[row.agent]}, {row.level_name}" if row.level_name else ANSWERS[row.agent]
    right = f"{row.right} {row.resource}"
    return right, ANSWERS[row.application], ANSWERS[row.result], _text(level)


def evidence_of(result: CheckFinished) -> list[tuple[str, str]]:
    """What was asked and what came back, as names and one-line texts."""
    told = dict(result.evidence)
    if told.get("subject") == result.check.rpartition(".")[2]:
        # The runner adds this for the words of the finding; nobody asked or answered it.
        del told["subject"]
    return list(_flat(told))[:_EVIDENCE_LIMIT]


def _harmless(event: AnyEvent) -> AnyEvent:
    """The event with nothing in it that a terminal would obey."""
    if not isinstance(event, CheckFinished):
        return event
    text = _text
    return replace(
        event, summary=text(event.summary), means=text(event.means), code=text(event.code),
        next_step=text(event.next_step), cure=[text(line) for line in event.cure],
        causes=[Cause(text(cause.text), cause.fits) for cause in event.causes],
        target=event.target and text(event.target),
    )  # fmt: skip


def _text(value: object) -> str:
    return str(clean(str(value)))


def _in_plan_order(results: Results) -> list[CheckFinished]:
    planned = results.started.checks if results.started else []
    order = {check: place for place, check in enumerate(planned)}
    return sorted(results.finished.values(), key=lambda result: order.get(result.check, len(order)))


def _facts(results: Results, checks: Iterable[CheckFinished], name: str) -> Mapping[str, str]:
    slug = _text(results.started.profile) if results.started else "unknown"
    servers = dict.fromkeys(result.target for result in checks if result.target)
    facts = {
        "Profile": f"{_text(name)} ({slug})" if name and name != slug else slug,
        "Instance": ", ".join(servers) or "no usable address",
        "Tested": _date(results.started.at) if results.started else "unknown",
        "Result": _text(headline(results)),
    }
    if results.ended:
        seconds = results.ended.ms / 1000
        facts["Effort"] = f"{results.ended.requests} requests, {seconds:.1f} s"
    return facts


def _date(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S %Z}"
    except ValueError:
        return _text(at)


def _chapters(results: Results, checks: Iterable[CheckFinished]) -> Iterator[Chapter]:
    causes = results.causes
    keys = {(cause.check, cause.target) for cause in causes}
    if causes:
        yield Chapter("Root cause", "Fix this first.", (causes[0],))
    if causes[1:]:
        intro = "These do not follow from it, and have to be fixed as well."
        yield Chapter("Other causes", intro, tuple(causes[1:]))
    alone = [
        result
        for result in checks
        if (result.check, result.target) not in keys and not result.explained_by
    ]
    others = [result for result in alone if result.status in (Status.FAIL, Status.WARN)]
    if others:
        yield Chapter("What else needs a look", "", tuple(others))
    unknown = [result for result in alone if result.status is Status.UNKNOWN]
    beyond = tuple(result for result in unknown if result.code.endswith(_UNKNOWABLE))
    undecided = tuple(result for result in unknown if result not in beyond)
    if undecided:
        intro = "Neither passed nor failed: these checks ran and got no clear answer."
        yield Chapter("What could not be decided", intro, undecided)
    if beyond:
        yield Chapter("What cannot be known from here", _VANTAGE, beyond)


def _as_listed(result: CheckFinished) -> CheckFinished:
    """A result for the list of all checks: what only follows from a cause says so."""
    if not result.explained_by or result.status is Status.SKIP:
        return result
    summary = f"{result.summary} ({result.code}, follows from {result.explained_by})"
    return replace(result, summary=summary)


def _keys(checks: Iterable[CheckFinished]) -> tuple[Row, ...]:
    rows = tuple(row for row in matrix(checks) if row.needed)
    nothing = all((row.application, row.agent, row.result) == (None, None, None) for row in rows)
    return () if nothing else rows


def _versions(checks: Iterable[CheckFinished]) -> Mapping[str, str]:
    try:
        own = version("halo-tui")
    except PackageNotFoundError:
        own = "unknown"
    instance = next((result for result in checks if result.check == "halo.instance"), None)
    halo = instance.evidence.get("version") if instance else None
    return {
        "Halo": _text(halo) if halo else "not reported",
        "halo_tui": own,
        "Python": platform.python_version(),
        "TLS library": ssl.OPENSSL_VERSION,
        "System": f"{platform.system()} {platform.release()}",
    }


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested evidence as lines: ("servers 1 name", "acme.halopsa.com")."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {_text(key)}".strip().replace("_", " "))
    elif isinstance(value, list | tuple) and _is_short(value):
        yield name, ", ".join(map(_scalar, value)) or "none"
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{name} {number}")
    else:
        yield name, _scalar(value)


def _is_short(items: Sequence[object]) -> bool:
    nested = any(isinstance(item, Mapping | list | tuple) for item in items)
    return not nested and all(
        len(_scalar(item)) <= _SHORT and ", " not in _scalar(item) for item in items
    )


def _scalar(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case _:
            return " ".join(_text(value).split())
