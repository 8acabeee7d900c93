"""The connection checklist: what a person does, in which order, and what proves that it is done.

The steps are dated data in `guide.toml`; the addresses that Gradient publishes for firewalls are in
`published.toml`. Both come with the program, so a fault in them is a fault of this program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from halo_tui.base.text import harmless
from halo_tui.halo.origin import origin_of

BOTH: Final = "both"
"""The `hosting` of a step that everybody needs; otherwise it is a profile's hosting."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SUPPORT: Final = "{gradient_support}"
"""Stands for the address of Gradient's support in a text of `guide.toml`."""
_HOLDS: Final = frozenset({"pass", "warn"})
_LINK_LIMIT: Final = 2000


class StepState(StrEnum):
    """How far somebody has come with a step."""

    TODO = "to do"
    UNKNOWN = "not known yet"
    DONE = "done by hand"
    PROVEN = "proven by a test"
    CONTRADICTED = "wrong, by a test"
    NEEDLESS = "needless, by a test"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Section:
    """Steps that belong together."""

    id: str
    title: str
    about: str
    """What the section is for, in a sentence."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the published guide, or another version of it, differs from this checklist."""

    says: str
    """In sentences for somebody who knows no version of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page that the checklist was made from."""

    id: str
    what: str
    """What it is, for a person."""
    address: str
    read: date
    """When it was read."""


@dataclass(frozen=True, slots=True)
class Support:
    """Where Gradient's support can be asked."""

    email: str
    portal: str
    """The address of its ticket portal."""
    source: str
    """The id of the page that says so."""

    def __str__(self) -> str:
        """As it is written in a sentence."""
        return f"Gradient's support ({self.email}, or a ticket at {self.portal})"


@dataclass(frozen=True, slots=True)
class AllowList:
    """The addresses that one version of the published guide prints for firewalls."""

    revision: str
    """Which version, for a person."""
    addresses: tuple[str, ...]
    """As printed; not each of them need be an address."""
    source: str
    """The id of the page that prints them."""
    note: str = ""

    @property
    def sentence(self) -> str:
        """All of it in sentences."""
        printed = f"{self.revision[:1].upper()}{self.revision[1:]} print"
        return f"{printed} {' and '.join(self.addresses)}. {self.note}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, to copy, or to know."""

    id: str
    section: str
    """The id of its section."""
    title: str
    where: tuple[str, ...] = ()
    """Where to click: menu entries, tabs and fields, one after another."""
    do: str = ""
    """What to do there."""
    value: str = ""
    """What to type or copy; `{field}` stands for a field of the profile. See `value_for`."""
    why: str = ""
    note: str = ""
    optional: str = ""
    """What only some people need here."""
    warning: str = ""
    synonyms: tuple[str, ...] = ()
    """What the same place is called elsewhere in Halo or in other revisions of the guide."""
    link: str = ""
    """The path of the page below the instance's origin. See `link_for`."""
    hosting: str = BOTH
    field: str = ""
    """The profile's field that it fills."""
    gradient_step: str = ""
    """Its number in the numbered version of Gradient's guide; empty where it is not there."""
    proven_by: tuple[str, ...] = ()
    """Check ids: the step is proven when all of them pass."""
    needless_after: tuple[str, ...] = ()
    """Check ids: when all of them pass, nobody need do the step any more."""
    informed_by: tuple[str, ...] = ()
    """Check ids that say something about the step, but cannot prove it."""
    drift: tuple[Drift, ...] = ()
    confirm: bool = False
    """No check can prove the step: only a person can tell that it is done."""

    def applies_to(self, hosting: str | None) -> bool:
        """Whether a profile of that hosting needs the step; with None, whether any does."""
        return hosting is None or self.hosting in (BOTH, hosting)


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole checklist."""

    revision: str
    """The published guide that it carries out."""
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    """In the order of the work."""
    allow_lists: tuple[AllowList, ...]
    support: Support
    sources: tuple[Source, ...]
    homes: Mapping[str, Mapping[str, str]]
    """A pattern of check ids → a hosting, or `both` → the step where their findings are fixed."""

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            KeyError: there is none.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def steps_for(self, hosting: str | None) -> tuple[Step, ...]:
        """The steps that apply to a hosting, in the order of the work; all of them for None."""
        return tuple(step for step in self.steps if step.applies_to(hosting))

    def number_of(self, step: Step) -> str:
        """A step's number, such as 2.3: the section's, and its own in the section."""
        section = [section.id for section in self.sections].index(step.section)
        inside = [other.id for other in self.steps if other.section == step.section]
        return f"{section + 1}.{inside.index(step.id) + 1}"

    def by_section(self, hosting: str | None) -> Iterator[tuple[Section, tuple[Step, ...]]]:
        """Each section that has steps for a hosting, with these."""
        steps = self.steps_for(hosting)
        for section in self.sections:
            inside = tuple(step for step in steps if step.section == section.id)
            if inside:
                yield section, inside


@cache
def load_guide() -> Guide:
    """The guide that comes with the program; read once."""
    table, published = _read("guide.toml"), _read("published.toml")
    allow_lists = tuple(
        AllowList(**{**entry, "addresses": tuple(entry["addresses"])})
        for entry in published["allow_list"]
    )
    support = Support(**published["support"])
    drifts = {"allow_list": tuple(Drift(entry.sentence) for entry in allow_lists)}
    return Guide(
        revision=table["revision"],
        sections=tuple(Section(**section) for section in table["sections"]),
        steps=tuple(_step(entry, drifts, support) for entry in table["steps"]),
        allow_lists=allow_lists,
        support=support,
        sources=tuple(Source(**entry) for entry in published["source"]),
        homes=table["homes"],
    )


def step_proven_by(check_id: str, *, hosting: str, field: str = "resource_server") -> str | None:
    """The id of the step where a finding of a check is fixed, unless the finding names another.

    Args:
        check_id: as in `halo_tui.checks.plan`.
        hosting: `hosted` or `on-premise`.
        field: the address whose server was looked at.
    """
    for pattern, homes in load_guide().homes.items():
        if fnmatchcase(check_id, pattern):
            home = homes.get(hosting) or homes.get(BOTH)
            return home.replace("{field}", field) if home else None
    return None


def state_of(
    step: Step,
    ticked: Collection[str],
    latest: Mapping[str, str],
    *,
    verdicts: Mapping[str, str] = MappingProxyType({}),
    hosting: str | None = None,
) -> StepState:
    """How far somebody has come with a step.

    A failure disproves the step that it is about, and outranks a tick. Other steps that the same
    check would have proven are only not known by it, and a tick by hand stands there.

    Args:
        step: the step.
        ticked: ids of the steps that a person has ticked.
        latest: how each check ended last, by its id; the worst of its targets.
        verdicts: by a step's id, `fail` where a failure is about it, `warn` where a warning is.
        hosting: of the profile; without it every step applies.
    """
    if not step.applies_to(hosting):
        return StepState.NOT_APPLICABLE
    blame = verdicts.get(step.id)
    if blame == "fail":
        return StepState.CONTRADICTED
    said = [latest.get(check) for check in step.proven_by]
    if said and not blame and all(status in _HOLDS for status in said):
        return StepState.PROVEN
    if step.id in ticked:
        return StepState.DONE
    later = [latest.get(check) for check in step.needless_after]
    if later and all(status in _HOLDS for status in later):
        return StepState.NEEDLESS
    asked = any(status is not None and status not in _HOLDS for status in said)
    return StepState.UNKNOWN if asked or (said and blame) else StepState.TODO


def value_for(step: Step, values: Mapping[str, str]) -> str:
    """What to type or copy at a step; empty where there is nothing, or the profile lacks it.

    Args:
        step: the step.
        values: the profile's fields by their names.
    """
    wanted = _PLACEHOLDER.findall(step.value)
    if any(not values.get(name) for name in wanted):
        return ""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], step.value)


def link_for(step: Step, resource_server: str) -> str | None:
    """The complete address of the step's page on this very instance.

    Args:
        step: the step.
        resource_server: any address of the instance, as typed.

    Returns:
        None where the step has no page, or the address is not one that can be opened.
    """
    if not step.link:
        return None
    try:
        link = f"{origin_of(resource_server)}{step.link}"
    except ValueError:
        return None
    return link if harmless(link, limit=_LINK_LIMIT) == link and " " not in link else None


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("halo_tui.guide") / name).read_text("utf-8"))


def _step(entry: dict[str, Any], drifts: Mapping[str, tuple[Drift, ...]], support: Support) -> Step:
    members: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, str):
            members[key] = value.replace(_SUPPORT, str(support))
        else:
            members[key] = tuple(value) if isinstance(value, list) else value
    drift = members.pop("drift", ())
    differs = drifts[drift] if isinstance(drift, str) else tuple(Drift(**each) for each in drift)
    return Step(drift=differs, **members)
