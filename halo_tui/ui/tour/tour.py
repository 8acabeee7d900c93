"""The guided tour: it plays scenarios, waits for their tests, and leads from screen to screen.

The user goes on by a key and can do anything else in between. So each step asks again what the
sandbox plays, which profile is open and how the last test ended, before it states anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from halo_tui.checks.events import AnyEvent, RunFinished, RunStarted
from halo_tui.checks.verdicts import Verdict
from halo_tui.ui.base_screen import SCREENS, BaseScreen, base_of, question_line_of
from halo_tui.ui.kit.actions import first_key
from halo_tui.ui.kit.glyphs import VERDICT
from halo_tui.ui.kit.own_keys import key_of, keys_of
from halo_tui.ui.tour.panel import TOURING, PanelText, TourPanel
from halo_tui.ui.tour.steps import TourStep, load_script

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_NEXT: Final = "app.tour_next"
_LEAVE: Final = "app.tour_leave"


class LastTest:
    """The last test that came to its end since the sandbox began to play its scenario."""

    def __init__(self) -> None:
        """Begin with none."""
        self.finished: RunFinished | None = None
        self._scenario = ""

    def take(self, event: AnyEvent, scenario: str) -> None:
        """Take an event of a run.

        Args:
            event: the event.
            scenario: what the sandbox plays now.
        """
        if isinstance(event, RunStarted):
            self._scenario = scenario
        elif isinstance(event, RunFinished):
            self.finished = event if scenario == self._scenario else None

    def problem(self, step: TourStep) -> tuple[str, str]:
        """Return how the test differs from the plan, as a key of the words, and the verdict.

        Args:
            step: the step, with the verdict that it wants.
        """
        if self.finished is None:
            return "not_tested", ""
        verdict = VERDICT[self.finished.verdict].word.upper()
        if self.finished.verdict is Verdict.PARTIAL:
            return "part_tested", verdict
        if self.finished.verdict != step.verdict:
            return "other_verdict", verdict
        if step.cause and list(self.finished.causes) != [step.cause]:
            return "other_cause", verdict
        return "", verdict


class Tour:
    """Leads through the steps; it is on from `start` to `leave`."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application in the demo."""
        assert app.session.rehearsal is not None
        self._app = app
        self._rehearsal = app.session.rehearsal
        self._script = load_script()
        self._number = 0
        self._is_beginning = False
        self._last_test = LastTest()
        self._panels: list[TourPanel] = []
        self.is_on = False

    @property
    def takes_keys(self) -> bool:
        """Whether the keys of the tour work: not below a window, nor while a question is open."""
        line = question_line_of(self._app)
        return self.is_on and line is not None and not line.is_open

    # What the keys do ----------------------------------------------------------------------

    def start(self) -> None:
        """Begin with the first step, also if the tour is already on."""
        if not self.is_on:
            self.is_on = True
            self._app.event_signal.subscribe(self._app, self._take)
            self._app.connection_signal.subscribe(self._app, lambda _: self._draw())
            self._app.mode_change_signal.subscribe(self._app, lambda _: self._draw())
        self._begin(0)

    def next(self) -> None:
        """Go to the next step, or play this part again if it did not come out as planned."""
        if self._is_waiting:
            self._app.say(self._script.words["wait"])
        elif self._problem():
            self._begin(self._script.repeats(self._number))
        elif self._number + 1 < len(self._script.steps):
            self._begin(self._number + 1)
        else:
            self.leave()

    def leave(self) -> None:
        """End the tour; the demo stays as it is."""
        self.is_on = False
        self._app.event_signal.unsubscribe(self._app)
        self._app.connection_signal.unsubscribe(self._app)
        self._app.mode_change_signal.unsubscribe(self._app)
        while self._panels:
            panel = self._panels.pop()
            panel.screen.remove_class(TOURING)
            panel.remove()
        self._app.say(self._filled("left"))

    # Steps ---------------------------------------------------------------------------------

    @property
    def _step(self) -> TourStep:
        return self._script.steps[self._number]

    @property
    def _is_waiting(self) -> bool:
        return self._is_beginning or (bool(self._step.verdict) and self._app.session.busy)

    def _begin(self, number: int) -> None:
        self._app.run_worker(
            self._play(number), group="tour", description="a step of the tour", exclusive=True
        )

    async def _play(self, number: int) -> None:
        step = self._script.steps[number]
        if (step.plays or step.tests) and not await self._app.may_drop_draft():
            self._draw()
            return
        self._number, self._is_beginning = number, True
        self._draw()
        try:
            if step.plays:
                self._last_test = LastTest()
                await self._app.rehearsing.switch_to(step.scenario)
        finally:
            self._is_beginning = False
        if self.is_on:
            self._show(step)

    def _show(self, step: TourStep) -> None:
        if step.opens:
            self._app.go_to_step(step.opens)
        else:
            self._app.go(step.screen)
        if step.tests:
            self._app.runs.start()
        self._draw()

    def _take(self, event: AnyEvent) -> None:
        self._last_test.take(event, self._rehearsal.scenario)
        if isinstance(event, RunStarted | RunFinished):
            self._draw()

    def _problem(self) -> str:
        """Return what differs from the plan of this step, in words; empty if nothing does."""
        step, session = self._step, self._app.session
        if self._rehearsal.scenario != step.scenario:
            return self._filled("other_scenario")
        if not step.verdict:
            return ""
        if session.slug != self._rehearsal.slug or session.is_changed:
            return self._filled("other_profile")
        problem, verdict = self._last_test.problem(step)
        return self._filled(problem, verdict=verdict) if problem else ""

    # What the panel shows ------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw the panel on the current screen, as soon as that is there."""
        base = base_of(self._app)
        if not self.is_on:
            return
        if not base.is_mounted:
            base.call_after_refresh(self._draw)
            return
        panel = base.query_one_optional(TourPanel)
        if panel is None:
            panel = TourPanel()
            self._panels.append(panel)
            base.add_class(TOURING)
            base.mount(panel)
        panel.call_later(self._draw_on, panel, base)

    def _draw_on(self, panel: TourPanel, base: BaseScreen) -> None:
        if self.is_on:
            panel.show(self._text(base))

    def _text(self, base: BaseScreen) -> PanelText:
        step, last = self._step, len(self._script.steps)
        title = f"Step {self._number + 1} of {last}: {step.title}"
        is_elsewhere = step.screen != base.SCOPE
        look = self._elsewhere(step, base) if is_elsewhere else self._filled(step.look)
        go_on, leave = first_key(keys_of(_NEXT)), (first_key(keys_of(_LEAVE)), "Leave")
        if self._is_waiting:
            look = look if is_elsewhere else self._script.words["running_look"]
            happens = step.begins or self._script.words["running"]
            return PanelText(title, happens, look, [leave], is_done=False)
        if problem := self._problem():
            again = self._filled("again", key=key_of(_NEXT))
            return PanelText(title, problem, again, [(go_on, "Again"), leave], is_done=False)
        word = "Next" if self._number + 1 < last else "Finish"
        return PanelText(title, self._filled(step.done), look, [(go_on, word), leave], is_done=True)

    def _elsewhere(self, step: TourStep, base: BaseScreen) -> str:
        key = key_of(f"app.show_{step.screen}", while_typing=base.IS_FORM)
        return self._filled("elsewhere", key=key, screen=dict(SCREENS)[step.screen])

    def _filled(self, text: str, **values: str) -> str:
        """Return a text, or the words of this name, with keys and values filled in."""
        keys = {
            "history": "test.history", "copy": "handover.copy", "palette": "app.command_palette",
            "quit": "app.quit",
        }  # fmt: skip
        known = {name: key_of(action) for name, action in keys.items()}
        known["scenario"] = self._rehearsal.scenario
        return self._script.words.get(text, text).format(**known, **values)
