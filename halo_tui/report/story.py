"""The content of a report: one run in the order for a reader, from verdict to details.

Every format of the report uses the same story.
"""

from __future__ import annotations

import platform
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from halo_tui import __version__
from halo_tui.checks import evidence
from halo_tui.checks.events import AnyEvent, Cause, CheckFinished
from halo_tui.checks.headline import headline
from halo_tui.checks.matrix import AccessRight, matrix
from halo_tui.checks.plan import subject_of
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status, Verdict, Who
from halo_tui.workspace.foreign import clean

TITLE: Final = "HaloPSA to Gradient: connection report"

WHO: Final[Mapping[str, str]] = {
    Who.YOU: "whoever keeps the connection's values",
    Who.HALO_ADMIN: "the Halo administrator",
    Who.WEB_SERVER: "the web server's administrator",
    Who.FIREWALL: "the owner of the firewall",
    Who.NETWORK_HERE: "whoever runs the network of the computer that tested",
    Who.GRADIENT: "Gradient's support",
}
"""Who has to act, in the form for the middle of a sentence."""

FITS: Final[Mapping[bool | None, str]] = {
    True: "the evidence speaks for it",
    False: "the evidence speaks against it",
    None: "",
}
"""The remark on a possible cause."""

KEYS_TITLE: Final = "The two keys"
KEYS_INTRO: Final = (
    "A right works only where the application's permission is ticked and the agent's level is "
    "high enough."
)
KEYS_HEAD: Final = ("Right", "Ticked", "Works", "Agent's level")
KEYS_WHERE: Final = "Where"
"""The heading over the place in Halo where a missing right is granted."""
ANSWERS: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "unknown"}

_TO_FIX: Final = "Also to fix"
_NEEDS_A_LOOK: Final = "What else needs a look"
_FIXED_TOO: Final = "This does not follow from the root cause, and has to be fixed as well."
_VANTAGE: Final = (
    "The test sees what one computer sees. This is neither passed nor failed; the evidence is for "
    "those who can decide it, such as whoever runs the firewall in front of Halo."
)
_UNKNOWABLE: Final = ".unknowable"
"""The end of the codes that no run can decide."""

_PEM: Final = re.compile(
    r"(?:-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n?)+"
)
_EVIDENCE_LIMIT: Final = 60
"""The most lines of evidence of one check."""
_SHORT: Final = 40
"""Characters of an item up to which a list is written on one line."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Findings under one heading: the tasks of one reader, or what is undecided."""

    title: str
    intro: str
    results: tuple[CheckFinished, ...]
    follows: str = ""
    """What follows from the first finding, in one line; empty if nothing does."""
    who: str = ""
    """The reader who has all these tasks, one of `WHO`; empty if there are several."""


@dataclass(frozen=True, slots=True)
class Story:
    """The content of a report, for every format."""

    verdict: Verdict | None
    """None for a run that was stopped."""
    headline: str
    """The verdict and its reason."""
    facts: Mapping[str, str]
    """Profile, instance, date, result."""
    chapters: tuple[Chapter, ...]
    """The tasks of each reader, the root cause first, then what is undecided; never empty
    chapters."""
    keys: tuple[AccessRight, ...]
    """The rights that Gradient needs, and which side grants them; empty if nothing is known."""
    checks: tuple[CheckFinished, ...]
    """All checks, in the order of the plan."""
    versions: Mapping[str, str]


def story_of(events: Iterable[AnyEvent], *, name: str = "", only_for: str = "") -> Story:
    """Return the story of a run.

    Args:
        events: the events of one run.
        name: the profile's name.
        only_for: one of `WHO`: tasks of other readers are left out.
    """
    results = Results.of(_harmless(event) for event in events)
    checks = tuple(_in_plan_order(results))
    chapters = tuple(_chapters(results, checks))
    if only_for:
        chapters = tuple(_only_for(only_for, chapters))
    return Story(
        verdict=results.verdict,
        headline=_text(headline(results)),
        facts=_facts(results, checks, name),
        chapters=chapters,
        keys=() if only_for not in ("", Who.HALO_ADMIN) else _keys(checks),
        checks=() if only_for else tuple(map(_as_listed, checks)),
        versions=_versions(checks),
    )


def who_of(result: CheckFinished) -> str:
    """Return who has to act on a finding: one of `WHO`."""
    return result.who if result.who and result.who in WHO else Who.YOU


def key_cells(row: AccessRight) -> tuple[str, str, str, str]:
    """Return the cells of a row under `KEYS_HEAD`."""
    level = f"{ANSWERS[row.agent]}, {row.level_name}" if row.level_name else ANSWERS[row.agent]
    right = f"{row.right} {row.resource}"
    return right, ANSWERS[row.application], ANSWERS[row.result], _text(level)


def evidence_of(result: CheckFinished) -> list[tuple[str, str]]:
    """Return what was requested and answered, as labels and texts of one line."""
    blocks = blocks_of(result)
    # The runner adds the check's subject for the words; it was neither requested nor answered.
    own_subject = result.check.rpartition(".")[2]
    rows = [
        row
        for member, value in result.evidence.items()
        if not (evidence.is_for_programs(member) or member in blocks)
        and (member, value) != ("subject", own_subject)
        for row in _flat(value, _text(evidence.label_of(member)))
        if row[1]
    ]
    return rows[:_EVIDENCE_LIMIT]


def blocks_of(result: CheckFinished) -> Mapping[str, str]:
    """Return evidence that needs its line breaks: certificates in PEM."""
    return {
        name: value.strip()
        for name, value in result.evidence.items()
        if isinstance(value, str) and _PEM.fullmatch(value.strip())
    }


def label_of(name: str) -> str:
    """Return the label of a block of evidence."""
    return evidence.label_of(name).capitalize()


def local_and_utc(at: str) -> str:
    """Return a time (RFC 3339) in UTC, and in this machine's time zone if that differs."""
    try:
        utc = datetime.fromisoformat(at).astimezone(UTC)
        local = utc.astimezone()
    except (ValueError, OverflowError):
        return _text(at)
    both = f"{utc:%Y-%m-%d %H:%M:%S UTC}"
    if local.utcoffset() == utc.utcoffset():
        return both
    return f"{both} ({local:%Y-%m-%d %H:%M:%S} {_text(local.tzname())}, UTC{local:%z})"


def _harmless(event: AnyEvent) -> AnyEvent:
    """Return the event with every text made safe for a terminal."""
    if not isinstance(event, CheckFinished):
        return event
    text = _text
    return replace(
        event, summary=text(event.summary), means=text(event.means), code=text(event.code),
        next_step=text(event.next_step),
        cure=[text(line) for line in event.cure],
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
        "Tested": local_and_utc(results.started.at) if results.started else "unknown",
        "Result": _text(headline(results)),
    }
    if results.ended:
        seconds = results.ended.ms / 1000
        facts["Effort"] = f"{results.ended.requests} requests, {seconds:.1f} s"
    return facts


def _chapters(results: Results, checks: Iterable[CheckFinished]) -> Iterator[Chapter]:
    causes = results.causes
    keys = {(cause.check, cause.target) for cause in causes}
    alone = [
        result
        for result in checks
        if (result.check, result.target) not in keys and not result.explained_by
    ]
    yield from _parts(causes, alone, results)
    unknown = [result for result in alone if result.status is Status.UNKNOWN]
    beyond = tuple(result for result in unknown if result.code.endswith(_UNKNOWABLE))
    undecided = tuple(result for result in unknown if result not in beyond)
    if undecided:
        intro = "Neither passed nor failed: these checks ran and got no clear answer."
        yield Chapter("What could not be decided", intro, undecided)
    if beyond:
        yield Chapter("What cannot be known from here", _VANTAGE, beyond)


def _parts(
    causes: Sequence[CheckFinished], alone: Sequence[CheckFinished], results: Results
) -> Iterator[Chapter]:
    """Yield one part for each reader with tasks: the reader with the root cause comes first."""
    others = [result for result in alone if result.status in (Status.FAIL, Status.WARN)]
    if causes:
        root = causes[0]
        title = f"Root cause: for {WHO[who_of(root)]}"
        yield Chapter(title, "Fix this first.", (root,), _follow_ups(root, results), who_of(root))
    for who in dict.fromkeys(who_of(result) for result in [*causes[1:], *others]):
        own = [cause for cause in causes[1:] if who_of(cause) == who]
        rest = [result for result in others if who_of(result) == who]
        fails = bool(own) or any(result.status is Status.FAIL for result in rest)
        title, intro = (_TO_FIX, _FIXED_TOO) if fails else (_NEEDS_A_LOOK, "")
        yield Chapter(f"{title}: for {WHO[who]}", intro, (*own, *rest), who=who)


def _follow_ups(cause: CheckFinished, results: Results) -> str:
    """Return what follows from a cause, in one line: the subjects and the number of checks."""
    checks = [
        result.check
        for result in results.finished.values()
        if result.explained_by and results.explained_by(result) is cause
    ]
    if not checks:
        return ""
    subjects = ", ".join(dict.fromkeys(subject_of(check).title for check in checks))
    number = "1 check" if len(checks) == 1 else f"{len(checks)} checks"
    return f"{number} of {subjects}"


def _only_for(who: str, chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    for chapter in chapters:
        own = tuple(result for result in chapter.results if who_of(result) == who)
        if own:
            yield replace(chapter, results=own)


def _as_listed(result: CheckFinished) -> CheckFinished:
    """Return a result for the list of all checks; a consequence refers to its cause."""
    if not result.explained_by or result.status is Status.SKIP:
        return result
    summary = f"{result.summary} ({result.code}, follows from {result.explained_by})"
    return replace(result, summary=summary)


def _keys(checks: Iterable[CheckFinished]) -> tuple[AccessRight, ...]:
    rows = tuple(row for row in matrix(checks) if row.needed)
    nothing = all((row.application, row.agent, row.result) == (None, None, None) for row in rows)
    return () if nothing else rows


def _versions(checks: Iterable[CheckFinished]) -> Mapping[str, str]:
    instance = next((result for result in checks if result.check == "halo.instance"), None)
    halo = instance.evidence.get("version") if instance else None
    return {
        "Halo": _text(halo) if halo else "not reported",
        "halo_tui": __version__,
        "Python": platform.python_version(),
        "TLS library": ssl.OPENSSL_VERSION,
        "System": f"{platform.system()} {platform.release()}",
    }


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield nested evidence as lines: ("servers 1 name", "acme.halopsa.com")."""
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
