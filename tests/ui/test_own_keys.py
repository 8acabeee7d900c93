"""Every sentence names the user's own keys, where a keymap has moved them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import tomli_w
from kept_runs import record
from profile_files import HEALTHY, write_profile
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot
from waiting import shown, still, until, workers_done

from halo_tui.base import places
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.actions import ACTIONS, actions_of, shown_key
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.chrome import QuestionLine, StatusLine
from halo_tui.workspace.batch import Batch

MOVED = {action.id: f"f{number}" for number, action in enumerate(ACTIONS, start=20)}
"""A keymap that moves every key to one of F20 and more, which nothing else uses."""
OWN = re.compile(r"F\d\d")
NEVER_MOVED = {"^u"}
"""Keys of a line of text, which are no actions."""
KEYS = "|".join(
    re.escape(shown_key(key)) for a in ACTIONS for key in a.keys.split(",") if key != "enter"
)
"""All keys of the table but enter, which in a sentence is the key of a field."""
NAMED = re.compile(rf"(?:[:;,] |press |then |go on with Hand-over \(|\()({KEYS})(?:\)| [a-z]+s\b)")
"""A key of the table in a sentence: before what it does, or in brackets."""
LEAVES = {"profiles.demo", "profiles.open", "handover.find", "credentials.find", "test.find"}
"""What opens another screen, or another program."""


@pytest.fixture(params=["nothing", "untested", "failed", "ready"])
def session(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session in each state that has sentences of its own; nothing is ever really tested."""
    monkeypatch.setattr("halo_tui.ui.runs.Runs.start", lambda *_: None)
    monkeypatch.setattr(Batch, "start", lambda *_: None, raising=False)
    places.make_private(places.config_dir())
    places.config_file().write_text(tomli_w.dumps({"keymap": MOVED}), "utf-8")
    session = Session(Store())
    if request.param != "nothing":
        write_profile("acme", HEALTHY)
        if request.param == "failed":
            record("acme", "not_ready", "2026-10-03T10:03:12Z", 90, "agent.identity.disabled")
        elif request.param == "ready":
            record("acme", "ready", "2026-10-03T10:03:12Z", 90)
        session.open(session.store.summaries()[0])
    return session


def keys_drawn(pilot: Pilot[None]) -> Iterator[str]:
    """What is drawn in the style of keys."""
    colour = Color.parse(pilot.app.theme_variables["key"]).rich_color
    for strip in pilot.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            look = style or Style()
            if look.bold and look.color == colour and text.strip():
                yield text.strip()


def keys_without_use(pilot: Pilot[None]) -> list[str]:
    """Keys on the screen that do nothing, as they were moved."""
    drawn = [key for key in keys_drawn(pilot) if not OWN.fullmatch(key) and key not in NEVER_MOVED]
    return drawn + [match[0] for match in NAMED.finditer(shown(pilot))]


@pytest.mark.parametrize("mode", [mode for mode, _ in SCREENS])
async def test_nothing_names_a_key_that_was_moved(session: Session, mode: str) -> None:
    async with HaloApp(session, start=mode).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await still(pilot)
        assert OWN.search(shown(pilot)), "the keymap is in use"
        assert keys_without_use(pilot) == []
        for action in actions_of(mode):
            if action.id in LEAVES or pilot.app.current_mode != mode:
                continue
            await pilot.press(MOVED[action.id])
            await workers_or_question(pilot)
            found = str(pilot.app.screen.query_one(StatusLine).content)
            assert not NAMED.search(found), (action.id, found)
            await pilot.press("escape")


async def workers_or_question(pilot: Pilot[None]) -> None:
    """Wait for what a key has begun, or for the question that it asks."""
    for _ in range(200):
        await pilot.pause()
        question = pilot.app.screen.query_one_optional(QuestionLine)
        if question is None or question.is_open:
            return
        if all(worker.is_finished for worker in pilot.app.workers):
            return
        await pilot.pause(0.01)


async def test_the_help_names_no_key_that_was_moved() -> None:
    places.make_private(places.config_dir())
    places.config_file().write_text(tomli_w.dumps({"keymap": MOVED}), "utf-8")
    async with HaloApp(Session(Store())).run_test(size=(200, 60)) as pilot:
        await workers_done(pilot)
        await pilot.press(MOVED["app.help"])
        await until(pilot, "digits are text, ")
        sentence = re.search(r"text, (.*) change the screen", shown(pilot))
        assert sentence
        assert all(OWN.fullmatch(key) for key in sentence[1].split(", "))


async def test_the_key_of_the_help_closes_it_too() -> None:
    places.make_private(places.config_dir())
    places.config_file().write_text(tomli_w.dumps({"keymap": MOVED}), "utf-8")
    async with HaloApp(Session(Store())).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press(MOVED["app.help"], MOVED["app.help"])
        await still(pilot)
        assert pilot.app.screen is pilot.app.screen_stack[0]
