"""The connection checklist: its steps, their order, and the checks that prove them.

The steps are dated data in `guide.toml`; the addresses that Gradient publishes for firewalls are in
`published.toml`. Both are part of the program, so an error in them is an error of the program.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from halo_tui.base.packaged import packaged_toml
from halo_tui.base.text import harmless

BOTH: Final = "both"
"""The `hosting` of a step that every profile needs; other steps name one hosting."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SUPPORT: Final = "{gradient_support}"
"""The placeholder for the address of Gradient's support in a text of `guide.toml`."""
_HOLDS: Final = frozenset({"pass", "warn"})
_LINK_LIMIT: Final = 2000


class StepState(StrEnum):
    """The state of one step for one profile."""

    TODO = "to do"
    UNKNOWN = "not known yet"
    DONE = "done by hand"
    PROVEN = "proven by a test"
    CONTRADICTED = "wrong, by a test"
    NEEDLESS = "needless, by a test"
    NOT_APPLICABLE = "not applicable"


class Section(NamedTuple):
    """A group of steps."""

    id: str
    title: str
    about: str
    """What the section is for, in one sentence."""


class Drift(NamedTuple):
    """A difference between this checklist and the published guide, or one version of it."""

    says: str
    """The difference in full sentences, for readers who know no version of the guide."""


class Source(NamedTuple):
    """A page that was used to write this checklist."""

    id: str
    what: str
    """The name of the page, for people."""
    address: str
    read: date
    """The date on which it was read."""


class Support(NamedTuple):
    """How to contact Gradient's support."""

    email: str
    portal: str
    """The address of its ticket portal."""
    source: str
    """The id of the page that names this address."""

    def __str__(self) -> str:
        """The form that fits into a sentence."""
        return f"Gradient's support ({self.email}, or a ticket at {self.portal})"


class AllowList(NamedTuple):
    """The addresses for firewalls in one version of the published guide."""

    revision: str
    """The name of that version, for people."""
    addresses: tuple[str, ...]
    """The addresses as printed; an entry can be something that is not a valid address."""
    source: str
    """The id of the page that prints them."""
    note: str = ""

    @property
    def sentence(self) -> str:
        """The whole list in sentences."""
        printed = f"{self.revision[:1].upper()}{self.revision[1:]} print"
        return f"{printed} {' and '.join(self.addresses)}. {self.note}".strip()


class Step(NamedTuple):
    """One thing to do, to copy, or to know."""

    id: str
    section: str
    """The id of its section."""
    title: str
    where: tuple[str, ...] = ()
    """The way to the place in Halo: menu entries, tabs and fields, in order."""
    do: str = ""
    """What to do there."""
    value: str = ""
    """What to type or copy; `{field}` stands for a field of the profile. See `value_for`."""
    why: str = ""
    note: str = ""
    on_premise: str = ""
    """What is different on-premise."""
    optional: str = ""
    """What only some users need at this step."""
    warning: str = ""
    synonyms: tuple[str, ...] = ()
    """Other names of the same place, in Halo or in other versions of the guide."""
    link: str = ""
    """The path of the page below the instance's origin. See `link_for`."""
    hosting: str = BOTH
    field: str = ""
    """The profile field that this step fills."""
    gradient_step: str = ""
    """Its number in the numbered version of Gradient's guide; empty if it is not in that
    version."""
    proven_by: tuple[str, ...] = ()
    """Check ids: the step is proven when all of them pass."""
    needless_after: tuple[str, ...] = ()
    """Check ids: when all of them pass, the step is no longer needed."""
    informed_by: tuple[str, ...] = ()
    """Check ids that give information about the step, but cannot prove it."""
    drift: tuple[Drift, ...] = ()
    confirm: bool = False
    """Whether no check can prove the step, so that the user has to confirm it."""

    def applies_to(self, hosting: str | None) -> bool:
        """Whether a profile with this hosting needs the step; None means any hosting."""
        return hosting is None or self.hosting in (BOTH, hosting)


class Guide(NamedTuple):
    """The whole checklist."""

    revision: str
    """The version of the published guide that it follows."""
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    """In the order in which they are done."""
    allow_lists: tuple[AllowList, ...]
    support: Support
    sources: tuple[Source, ...]
    homes: Mapping[str, Mapping[str, str]]
    """A pattern of check ids → a hosting, or `both` → the id of the step where their findings are
    fixed."""

    def step(self, step_id: str) -> Step:
        """Return the step with this id.

        Raises:
            KeyError: there is no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def steps_for(self, hosting: str | None) -> tuple[Step, ...]:
        """Return the steps that apply to a hosting, in order; all steps for None."""
        return tuple(step for step in self.steps if step.applies_to(hosting))

    def number_of(self, step: Step) -> str:
        """Return the number of a step, such as 2.3: its section's number, then its own."""
        section = [section.id for section in self.sections].index(step.section)
        inside = [other.id for other in self.steps if other.section == step.section]
        return f"{section + 1}.{inside.index(step.id) + 1}"

    def by_section(self, hosting: str | None) -> Iterator[tuple[Section, tuple[Step, ...]]]:
        """Yield each section that has steps for a hosting, together with these steps."""
        steps = self.steps_for(hosting)
        for section in self.sections:
            inside = tuple(step for step in steps if step.section == section.id)
            if inside:
                yield section, inside


@cache
def load_guide() -> Guide:
    """Return the guide that is part of the program; it is read once."""
    table = packaged_toml("halo_tui.guide", "guide.toml")
    published = packaged_toml("halo_tui.guide", "published.toml")
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
    """Return the id of the step where a check's findings are fixed, or None.

    A finding that names a step of its own takes precedence over this default.

    Args:
        check_id: an id of `halo_tui.checks.plan`.
        hosting: `hosted` or `on-premise`.
        field: the profile field that holds the address of the checked server.
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
    """Return the state of a step.

    A failure that concerns the step outranks the user's tick. Other steps that the same check could
    have proven become unknown, unless they are ticked.

    Args:
        step: the step.
        ticked: ids of the steps that the user has ticked.
        latest: the last status of each check by its id; the worst one over its targets.
        verdicts: by step id: `fail` if a failure concerns the step, `warn` if a warning does.
        hosting: the profile's hosting; with None every step applies.
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
    """Return what to type or copy at a step; empty if there is nothing, or a field has no value.

    Args:
        step: the step.
        values: the profile's fields by name.
    """
    wanted = _PLACEHOLDER.findall(step.value)
    if any(not values.get(name) for name in wanted):
        return ""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], step.value)


def link_for(step: Step, resource_server: str) -> str | None:
    """Return the complete address of the step's page on the user's own instance.

    Args:
        step: the step.
        resource_server: any address of the instance, as typed.

    Returns:
        The address; None if the step has no page, or the result is not a safe address.
    """
    if not step.link:
        return None
    from halo_tui.halo.origin import origin_of  # late: only details have links

    try:
        link = f"{origin_of(resource_server)}{step.link}"
    except ValueError:
        return None
    return link if harmless(link, limit=_LINK_LIMIT) == link and " " not in link else None


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
