"""The words and the severity of every code, read from the data files in `words/`.

A check only returns a reason. The data has one table for each code: whether it fails the
connection, what it means, its possible causes and its cures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from halo_tui.base.packaged import packaged_tables
from halo_tui.base.text import harmless
from halo_tui.checks.diagnosis.patterns import matches
from halo_tui.checks.events import Cause, Evidence
from halo_tui.checks.verdicts import Status

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TEXT_LIMIT = 600
_NOTHING: Final[tuple[object, ...]] = (None, "", [], ())


class UnknownCodeError(LookupError):
    """A code has no finding. This is an error of the program, which its tests detect."""


@dataclass(frozen=True, slots=True)
class PossibleCause:
    """A declared cause: its text, and the member of the evidence that supports it."""

    text: str
    when: str = ""
    """A member of the evidence: true supports the cause, false contradicts it; `!name` inverts
    it."""

    def rate(self, evidence: Evidence) -> Cause:
        """Return this cause with what the evidence says about it."""
        return Cause(fill(self.text, evidence), self.fits(evidence))

    def fits(self, evidence: Evidence) -> bool | None:
        """Return whether the evidence supports it; None if it says nothing about it."""
        value = evidence.get(self.when.lstrip("!")) if self.when else None
        return None if value is None else bool(value) != self.when.startswith("!")

    def may_be_told(self, evidence: Evidence) -> bool:
        """Whether the evidence leaves room for it, and has what it quotes if it depends on it."""
        fits = self.fits(evidence)
        if fits is None and self.when:
            return _holds(self.text, evidence)
        return fits is not False


@dataclass(frozen=True, slots=True)
class Finding:
    """The words of one code: what happened, what it means, what to do."""

    code: str
    status: Status
    title: str
    otherwise: str = ""
    """The title if the evidence lacks a member that `title` needs."""
    brief: str = ""
    """A few words for a pass, in a line that summarises all checks of a subject."""
    means: str = ""
    causes: tuple[PossibleCause, ...] = ()
    cure: tuple[PossibleCause, ...] = ()
    """What to do, in order; a line is left out if the run has ruled out its cause."""
    next_step: str = ""
    next_when: tuple[PossibleCause, ...] = ()
    """What to do first instead, if the evidence supports it."""
    who: str = ""
    """Who has to act; see `verdicts.Who`."""
    who_when: tuple[PossibleCause, ...] = ()
    """Who has to act instead, if the evidence supports it."""
    step: str = ""
    """The guide's step where it is fixed; empty for the step that the check proves."""
    field: str = ""
    """The profile field to edit; `@target` for the address of the checked server."""
    explains: tuple[str, ...] = ()
    """Codes that are only symptoms while this one is present; `*` matches one part. `@subject`
    stands for the subject of this code: `items` in `oauth.scope.edit:items.not_granted`."""
    blocks: bool = True
    """Whether checks that need this one are skipped after a failure."""
    undecides: bool = False
    """Whether it leaves the connection undecided although the check has ended."""

    def titled(self, evidence: Evidence) -> str:
        """Return the title, filled with the evidence."""
        known = not self.otherwise or _holds(self.title, evidence)
        return fill(self.title if known else self.otherwise, evidence)

    def briefly(self, evidence: Evidence) -> str:
        """Return the few words, filled; empty if there are none, or the evidence lacks a member."""
        return fill(self.brief, evidence) if _holds(self.brief, evidence) else ""

    def do_next(self, evidence: Evidence) -> str:
        """Return the first thing to do according to the evidence, filled."""
        return _supported(self.next_when, evidence) or fill(self.next_step, evidence)

    def who_acts(self, evidence: Evidence) -> str:
        """Return who has to act according to the evidence; empty if nobody has."""
        return _supported(self.who_when, evidence) or self.who

    def cure_for(self, evidence: Evidence) -> list[str]:
        """Return what to do, filled; lines that the evidence supports come first."""
        kept = [line.rate(evidence) for line in self.cure if line.may_be_told(evidence)]
        return [line.text for line in sorted(kept, key=lambda line: line.fits is not True)]

    def ranked_causes(self, evidence: Evidence) -> list[Cause]:
        """Return the causes, the likeliest first; those that the evidence contradicts come last."""
        order = {True: 0, None: 1, False: 2}
        rated = [cause.rate(evidence) for cause in self.causes]
        return sorted(rated, key=lambda cause: order[cause.fits])


def _supported(options: Iterable[PossibleCause], evidence: Evidence) -> str:
    """Return the first text that the evidence supports, filled; empty if there is none."""
    rated = (one.rate(evidence) for one in options)
    return next((one.text for one in rated if one.fits), "")


def explains(cause: str, symptom: str) -> bool:
    """Whether one code is only a symptom while another is present.

    Args:
        cause: the code that is present.
        symptom: the code that may follow from it.
    """
    subject = ".".join(cause.split(".")[-2:-1]).rpartition(":")[2]
    try:
        declared = finding(cause).explains
    except UnknownCodeError:  # recorded by another version
        return False
    patterns = (pattern.replace("@subject", subject) for pattern in declared)
    return any(matches(pattern, symptom) for pattern in patterns)


def undecides(code: str) -> bool:
    """Whether a code leaves the connection undecided, whatever the other results are."""
    try:
        return finding(code).undecides
    except UnknownCodeError:
        return False


def _holds(text: str, evidence: Evidence) -> bool:
    """Whether the evidence has a value for every placeholder of a text."""
    return not any(evidence.get(name) in _NOTHING for name in _PLACEHOLDER.findall(text))


def fill(text: str, evidence: Evidence) -> str:
    """Return the text with each `{name}` replaced by that member of the evidence."""

    def value(match: re.Match[str]) -> str:
        found = evidence.get(match[1])
        if found in _NOTHING:
            return "unknown"
        if isinstance(found, list | tuple):
            items = [str(item) for item in found]
            between = "; " if any("," in item for item in items) else ", "
            return harmless(between.join(items), limit=_TEXT_LIMIT)
        return harmless(str(found), limit=_TEXT_LIMIT)

    return _PLACEHOLDER.sub(value, text)


def placeholders(finding: Finding) -> set[str]:
    """Return the members of the evidence that a finding's words use."""
    texts = [finding.title, finding.means, finding.next_step]
    texts += [one.text for one in (*finding.causes, *finding.next_when, *finding.cure)]
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


@cache
def all_findings() -> Mapping[str, Finding]:
    """Return every finding by its code or pattern (`oauth.scope.*.not_granted`)."""
    tables = packaged_tables("halo_tui.checks.diagnosis", "words")
    return {code: _finding(code, table) for code, table in tables}


@lru_cache(maxsize=1024)
def finding(code: str) -> Finding:
    """Return the finding of a code.

    Raises:
        UnknownCodeError: the code has none.
    """
    known = all_findings()
    if code in known:
        return known[code]
    for pattern in known:
        if "*" in pattern and matches(pattern, code):
            return known[pattern]
    raise UnknownCodeError(code)


_RATED: Final = ("causes", "next_when", "cure", "who_when")
"""The lists whose entries may depend on the evidence."""


def _finding(code: str, table: Mapping[str, object]) -> Finding:
    values = dict(table)
    status = Status(str(values.pop("status", "pass" if code.endswith(".ok") else "")))
    rated = {name: _possible(values.pop(name, [])) for name in _RATED}
    rest = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return Finding(code=code, status=status, **rated, **rest)  # type: ignore[arg-type]


def _possible(declared: object) -> tuple[PossibleCause, ...]:
    assert isinstance(declared, list)
    return tuple(
        PossibleCause(**one) if isinstance(one, dict) else PossibleCause(one) for one in declared
    )
