"""How far somebody has come with the checklist: states, progress, what is next, what is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from halo_tui.guide.model import Guide, Step, StepState, load_guide, state_of
from halo_tui.profiles.fields import FIELDS
from halo_tui.ui.glyphs import Glyph

HOSTED: Final = "hosted"
ON_PREMISE: Final = "on-premise"

SIGNS: Final = {
    StepState.TODO: Glyph("○", "o", "to do", ""),
    StepState.DONE: Glyph("●", "*", "done by hand", "text-success"),
    StepState.PROVEN: Glyph("✓", "+", "proven by a check", "text-success"),
    StepState.CONTRADICTED: Glyph("✗", "x", "contradicted by a check", "text-error"),
    StepState.NOT_APPLICABLE: Glyph("–", "-", "does not apply", "text-muted"),
}
NEXT: Final = Glyph("→", ">", "to do next", "text-primary")

_OPEN: Final = frozenset({StepState.TODO, StepState.CONTRADICTED})
_FIELD: Final = "fields."


@dataclass(slots=True)
class Standing:
    """The guide, for one connection."""

    hosting: str = HOSTED
    ticked: set[str] = field(default_factory=set)
    """Ids of the steps that a person has ticked."""
    said: dict[str, str] = field(default_factory=dict)
    """How each check ended last."""
    guide: Guide = field(default_factory=load_guide)

    def state(self, step: Step) -> StepState:
        """How far somebody has come with a step."""
        return state_of(step, self.ticked, self.said, hosting=self.hosting)

    def is_open(self, step: Step) -> bool:
        """Whether there is still something to do at a step."""
        return self.state(step) in _OPEN

    def progress(self, section: str = "") -> tuple[int, int]:
        """Steps done, and steps that apply, of a section or of the whole guide."""
        steps = [s for s in self.guide.steps_for(self.hosting) if section in ("", s.section)]
        return sum(not self.is_open(step) for step in steps), len(steps)

    def left_out(self) -> int:
        """The number of steps that do not apply."""
        return len(self.guide.steps) - len(self.guide.steps_for(self.hosting))

    def next_step(self, after: str | None = None) -> Step | None:
        """The next step with something to do.

        Args:
            after: a step's id; the search begins behind it, and goes round. None: at the start.
        """
        return _around(self.guide.steps_for(self.hosting), after, self.is_open)

    def sign(self, step: Step) -> Glyph:
        """The sign of a step's state; the next thing to do has one of its own."""
        state = self.state(step)
        if state is StepState.TODO and step is self.next_step():
            return NEXT
        return SIGNS[state]


def find(guide: Guide, words: str, after: str | None) -> tuple[Step, int, int] | None:
    """The next step that has all these words somewhere in it.

    Args:
        guide: all steps are looked at, also those that do not apply.
        words: in any order, upper or lower case.
        after: the id of the step behind which the search begins; it goes round.

    Returns:
        The step, its place among those that fit (from 1), and how many fit.
    """
    wanted = words.casefold().split()
    fitting = [step for step in guide.steps if all(word in _words_of(step) for word in wanted)]
    step = _around(guide.steps, after, lambda step: step in fitting)
    return (step, fitting.index(step) + 1, len(fitting)) if step and wanted else None


def field_of(step: Step) -> str | None:
    """The profile's field that a step fills."""
    fields = (check.removeprefix(_FIELD) for check in step.proven_by if check.startswith(_FIELD))
    return next((name for name in fields if name in FIELDS), None)


def values_to_show(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a profile that a step may show: all but the secret."""
    return {name: values.get(name, "") for name in FIELDS if name != "client_secret"}


def _around(steps: Sequence[Step], after: str | None, fits: Callable[[Step], bool]) -> Step | None:
    ids = [step.id for step in steps]
    start = ids.index(after) + 1 if after in ids else 0
    return next((step for step in [*steps[start:], *steps[:start]] if fits(step)), None)


def _words_of(step: Step) -> str:
    parts = [step.title, *step.do, step.how, step.value, step.why, step.note, step.warning]
    parts += [*step.synonyms, *step.proofs, *step.informed_by]
    return " ".join(parts).casefold()
