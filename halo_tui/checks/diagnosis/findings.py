"""The words and the weight of every code, read from the data files in `words/`.

A check only returns a reason; whether that fails the connection, what it means, what may have
caused it and what cures it stands in the data, one table for each code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.checks.events import Cause, Evidence, Status

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TEXT_LIMIT = 600
_NOTHING: Final[tuple[object, ...]] = (None, "", [], ())


class UnknownCodeError(LookupError):
    """No finding stands for a code: a fault of this program, caught by its tests."""


@dataclass(frozen=True, slots=True)
class PossibleCause:
    """A cause as declared: its text, and the piece of evidence that speaks for it."""

    text: str
    when: str = ""
    """A member of the evidence: true speaks for the cause, false against; `!name` reverses it."""

    def weigh(self, evidence: Evidence) -> Cause:
        """This cause in the light of the evidence."""
        value = evidence.get(self.when.lstrip("!")) if self.when else None
        fits = None if value is None else bool(value) != self.when.startswith("!")
        return Cause(fill(self.text, evidence), fits)


@dataclass(frozen=True, slots=True)
class Finding:
    """One code: what it says, what it means, what to do."""

    code: str
    status: Status
    title: str
    otherwise: str = ""
    """The title where the evidence does not hold all that the first one names."""
    brief: str = ""
    """A few words of a pass for a line that stands for all checks of a subject."""
    means: str = ""
    causes: tuple[PossibleCause, ...] = ()
    cure: tuple[str, ...] = ()
    next_step: str = ""
    next_when: tuple[PossibleCause, ...] = ()
    """What to do first instead, where the evidence speaks for it."""
    step: str = ""
    """The guide's step that mends it; empty for the step that the check proves."""
    field: str = ""
    """The profile's field to edit; `@target` for the address whose origin was looked at."""
    explains: tuple[str, ...] = ()
    """Codes, with `*` for a part, that are only symptoms while this one is present. `@subject`
    stands for what the finding is about: of `oauth.scope.edit:items.not_granted` the `items`."""
    blocks: bool = True
    """Whether a failure keeps the checks that need this one from running."""

    def titled(self, evidence: Evidence) -> str:
        """The title, filled."""
        known = not self.otherwise or _holds(self.title, evidence)
        return fill(self.title if known else self.otherwise, evidence)

    def briefly(self, evidence: Evidence) -> str:
        """The few words, filled; empty where there are none, or the evidence does not hold them."""
        return fill(self.brief, evidence) if _holds(self.brief, evidence) else ""

    def do_next(self, evidence: Evidence) -> str:
        """The one thing to do first, in the light of the evidence, filled."""
        fitting = (one.weigh(evidence) for one in self.next_when)
        found = next((one.text for one in fitting if one.fits), None)
        return fill(self.next_step, evidence) if found is None else found

    def ranked_causes(self, evidence: Evidence) -> list[Cause]:
        """The causes that fit first, those that the evidence speaks against last."""
        order = {True: 0, None: 1, False: 2}
        weighed = [cause.weigh(evidence) for cause in self.causes]
        return sorted(weighed, key=lambda cause: order[cause.fits])


def explains(cause: str, symptom: str) -> bool:
    """Whether one code is only a symptom while another is present.

    Args:
        cause: a code that is present.
        symptom: another one.
    """
    subject = cause.split(".")[-2].rpartition(":")[2]
    patterns = (pattern.replace("@subject", subject) for pattern in finding(cause).explains)
    return any(_matches(pattern, symptom) for pattern in patterns)


def _holds(text: str, evidence: Evidence) -> bool:
    """Whether the evidence has something for every placeholder of a text."""
    return not any(evidence.get(name) in _NOTHING for name in _PLACEHOLDER.findall(text))


def fill(text: str, evidence: Evidence) -> str:
    """The text with each `{name}` replaced by that member of the evidence."""

    def value(match: re.Match[str]) -> str:
        found = evidence.get(match[1])
        if found in _NOTHING:
            return "unknown"
        if isinstance(found, list | tuple):
            return harmless(", ".join(str(item) for item in found), limit=_TEXT_LIMIT)
        return harmless(str(found), limit=_TEXT_LIMIT)

    return _PLACEHOLDER.sub(value, text)


def placeholders(finding: Finding) -> set[str]:
    """The members of the evidence that a finding's words rely on."""
    texts = [finding.title, finding.means, finding.next_step, *finding.cure]
    texts += [cause.text for cause in (*finding.causes, *finding.next_when)]
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


@cache
def all_findings() -> Mapping[str, Finding]:
    """Every finding by its code, or by its pattern (`oauth.scope.*.not_granted`)."""
    found: dict[str, Finding] = {}
    folder = files("halo_tui.checks.diagnosis") / "words"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for code, table in tomllib.loads(file.read_text("utf-8")).items():
                found[code] = _finding(code, table)
    return found


def finding(code: str) -> Finding:
    """What stands for a code.

    Raises:
        UnknownCodeError: nothing does.
    """
    known = all_findings()
    if code in known:
        return known[code]
    for pattern in known:
        if "*" in pattern and _matches(pattern, code):
            return known[pattern]
    raise UnknownCodeError(code)


def root_cause(failures: Iterable[str]) -> str | None:
    """The first failure that no other failure explains.

    Args:
        failures: the codes that failed, in the order of the plan.
    """
    codes = list(failures)
    for code in codes:
        if not any(explains(other, code) for other in codes if other != code):
            return code
    return codes[0] if codes else None


def _matches(pattern: str, code: str) -> bool:
    wanted, given = pattern.split("."), code.split(".")
    if wanted[0] == "*" and len(wanted) == 2:
        return wanted[1] == given[-1]
    return len(wanted) == len(given) and all(
        part in ("*", other) for part, other in zip(wanted, given, strict=True)
    )


def _finding(code: str, table: Mapping[str, object]) -> Finding:
    values = dict(table)
    status = Status(str(values.pop("status", "pass" if code.endswith(".ok") else "")))
    weighed = {name: _possible(values.pop(name, [])) for name in ("causes", "next_when")}
    rest = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return Finding(code=code, status=status, **weighed, **rest)  # type: ignore[arg-type]


def _possible(declared: object) -> tuple[PossibleCause, ...]:
    assert isinstance(declared, list)
    return tuple(
        PossibleCause(**one) if isinstance(one, dict) else PossibleCause(one) for one in declared
    )
