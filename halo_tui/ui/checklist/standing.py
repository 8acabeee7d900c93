"""How far somebody has come with the checklist: states, progress, and what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from halo_tui.guide.model import Guide, Step, StepState, load_guide, state_of
from halo_tui.profiles.schema import BY_KEY, GRADIENT_FIELDS, Hosting
from halo_tui.ui.kit.glyphs import Glyph
from halo_tui.workspace.standing import Said

SIGNS: Final = {
    StepState.TODO: Glyph("○", "to do", ""),
    StepState.UNKNOWN: Glyph("?", "not known yet", "text-accent"),
    StepState.DONE: Glyph("●", "done, ticked by you", "text-success"),
    StepState.PROVEN: Glyph("✓", "done, a test proves it", "text-success"),
    StepState.CONTRADICTED: Glyph("✗", "a test disproves this", "text-error"),
    StepState.NOT_APPLICABLE: Glyph("–", "does not apply", "text-muted"),
}
NEXT: Final = Glyph("→", "to do next", "text-primary")

_OPEN: Final = frozenset({StepState.TODO, StepState.UNKNOWN, StepState.CONTRADICTED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section, or the whole guide, has come."""

    done: int
    whole: int
    """The steps that apply."""
    wrong: int
    """Those that a test disproves."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == self.whole


@dataclass(slots=True)
class Standing:
    """The guide, for one connection."""

    hosting: str = Hosting.HOSTED
    ticked: set[str] = field(default_factory=set)
    """Ids of the steps that a person has ticked."""
    said: Said = field(default_factory=Said)
    """What the tests say."""
    guide: Guide = field(default_factory=load_guide)

    def state(self, step: Step) -> StepState:
        """How far somebody has come with a step."""
        said = self.said
        return state_of(step, self.ticked, said.statuses, about=said.about, hosting=self.hosting)

    def progress(self, section: str = "") -> Progress:
        """Of a section, or of the whole guide."""
        steps = [s for s in self.guide.steps_for(self.hosting) if section in ("", s.section)]
        states = [self.state(step) for step in steps]
        done = sum(state not in _OPEN for state in states)
        return Progress(done, len(steps), states.count(StepState.CONTRADICTED))

    def left_out(self) -> int:
        """The number of steps that do not apply."""
        return len(self.guide.steps) - len(self.guide.steps_for(self.hosting))

    def next_step(self) -> Step | None:
        """What to do next: what a test disproves, else the first step that is open."""
        wrong, others = self._open()
        return next(iter([*wrong, *others]), None)

    def step_after(self, step_id: str | None) -> Step | None:
        """The step with something to do that follows one; after the last comes the first.

        What a test disproves comes before everything else.
        """
        wrong, others = self._open()
        wrong_ids = [step.id for step in wrong]
        if step_id in wrong_ids:
            return [*wrong, *others, wrong[0]][wrong_ids.index(step_id) + 1]
        order = [step.id for step in self.guide.steps]
        here = order.index(step_id) if step_id in order else -1
        behind = [step for step in others if order.index(step.id) > here]
        return next(iter([*wrong, *behind, *others]), None)

    def sign(self, step: Step) -> Glyph:
        """The sign of a step's state; the next thing to do has one of its own."""
        state = self.state(step)
        if state is StepState.TODO and step is self.next_step():
            return NEXT
        return SIGNS[state]

    def _open(self) -> tuple[list[Step], list[Step]]:
        """The steps that are disproved, and all others with something to do."""
        states = [(step, self.state(step)) for step in self.guide.steps_for(self.hosting)]
        wrong = [step for step, state in states if state is StepState.CONTRADICTED]
        return wrong, [step for step, state in states if state in _OPEN and step not in wrong]


def values_to_show(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a profile that a step may show: all but the secret."""
    return {name: values.get(name, "") for name in GRADIENT_FIELDS if not BY_KEY[name].secret}
