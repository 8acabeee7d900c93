"""Takes the pictures in this folder from the running application, in demo mode.

    .venv/bin/python screenshots/make.py               all pictures
    .venv/bin/python screenshots/make.py test-matrix   some of them
    .venv/bin/python screenshots/make.py --all         all of them, and the recording (record.py)

The application is the real one, and so are the checks: they test the bundled sandbox Halo. Only
dates and times differ from one taking to the next.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from halo_tui.ui.app import HaloApp

HERE = Path(__file__).parent
SITE = HERE.parent / "docs"
OF_THE_SITE = {"tour"}
"""Pictures on the site of the documents, which holds nothing from outside its folder."""
PORT = 8443
SIDE_PORT = 18443
"""Stands in the pictures for the sandbox's plain port, which is any that is free."""
PERSON = "/home/technician"
"""Stands in the pictures for the temporary home, which is as long."""
HEALTHY = "healthy-hosted"
PATIENCE = 20.0
CALM = 0.4
"""Seconds without a change after which a screen is finished; what follows the cursor takes 0.25."""

RUN = ("f4", "wait r Run", "r", "wait READY")


@dataclass(frozen=True)
class Picture:
    """One picture: how the demo is started, and what a person does then."""

    name: str
    steps: tuple[str, ...] = ()
    """Keys; `wait TEXT` until a text is shown; `type TEXT`."""
    size: tuple[int, int] = (120, 36)
    scenario: str = HEALTHY
    theme: str = "halo-dark"
    colour: bool = True


PICTURES = (
    Picture("profiles", (*RUN, "f1", "wait Cert.")),
    Picture("checklist", (*RUN, "f2", "wait Hand-over (5)")),
    Picture("credentials", (*RUN, "f3", "wait Resource Server")),
    Picture("test", RUN),
    Picture("handover", (*RUN, "f5", "wait In Gradient choose")),
    Picture("test-wrong-secret", RUN, scenario="wrong-secret"),
    Picture("test-all-ticked", RUN, scenario="all-ticked"),
    Picture("test-incomplete-chain", RUN, scenario="chain-incomplete"),
    Picture("test-large", RUN, (200, 60), "all-ticked"),
    Picture("test-normal", RUN, (80, 24), "wrong-secret"),
    Picture("test-small", RUN, (60, 20), "wrong-secret"),
    Picture("test-matrix", (*RUN, "m")),
    Picture(
        "test-history",
        (
            *RUN, "ctrl+p", "wait Type what", "type secret-cut", "wait Only half",
            "enter", "wait NOT READY", "p",
        ),
    ),
    Picture("test-light", RUN, theme="halo-light"),
    Picture("test-no-colour", RUN, scenario="wrong-secret", colour=False),
    Picture("checklist-normal", (*RUN, "f2", "wait Hand-over (5)"), (80, 24)),
    Picture("checklist-large", (*RUN, "f2", "wait Hand-over (5)"), (200, 60)),
    Picture("checklist-light", (*RUN, "f2", "wait Hand-over (5)"), theme="halo-light"),
    Picture("credentials-mending", ("f3", "wait Resource Server"), scenario="no-trailing-slash"),
    Picture("credentials-normal", ("f3", "wait Resource Server"), (80, 24), "no-trailing-slash"),
    Picture("credentials-light", ("f3", "wait Resource Server"), theme="halo-light"),
    Picture("handover-normal", (*RUN, "f5", "wait In Gradient choose"), (80, 24)),
    Picture("handover-not-ready", (*RUN, "f5", "wait In Gradient"), scenario="wrong-secret"),
    Picture("profiles-normal", (*RUN, "f1", "wait Cert"), (80, 24)),
    Picture("profiles-large", (*RUN, "f1", "wait Cert"), (200, 60)),
    Picture("handover-large", (*RUN, "f5", "wait In Gradient"), (200, 60)),
    Picture("credentials-small", ("f3", "wait Resource Server"), (60, 20), "no-trailing-slash"),
    Picture("help", ("f4", "wait r Run", "?", "wait Everywhere")),
    Picture("palette", ("wait Cert.", "ctrl+p", "wait Type what")),
    Picture(
        "tour",
        (
            "ctrl+p", "wait Type what", "type guided", "enter", "wait the verdict is READY",
            "ctrl+n", "wait verdict is NOT READY", "ctrl+n", "wait who can fix it",
        ),
    ),
)  # fmt: skip
"""Every picture, by the name of its file."""


async def take(picture: Picture) -> str:
    """Do what a person does, and return the screen as SVG."""
    with _demo(picture) as app:
        async with app.run_test(size=picture.size, notifications=True) as pilot:
            app.theme = picture.theme
            await _wait(pilot, "Northwind")
            for step in picture.steps:
                await _do(pilot, step)
            await _come_to_rest(pilot)
            return tidy(app.export_screenshot(simplify=True))


@contextmanager
def _demo(picture: Picture) -> Iterator[HaloApp]:
    """The demo's application, in a home of its own; the same as `halo-tui demo` opens."""
    from halo_tui.profiles.store import Store
    from halo_tui.sandbox.server import Sandbox
    from halo_tui.start.demo import DemoRehearsal
    from halo_tui.ui.app import HaloApp
    from halo_tui.ui.session import Session

    with tempfile.TemporaryDirectory(dir="/tmp") as home, _environment(home, picture):
        config = Path(home, ".config", "halo-tui")
        sandbox = Sandbox(picture.scenario, port=PORT, home=Path(home, ".sandbox"))
        rehearsal = DemoRehearsal(sandbox, config)
        session = Session(Store(), rehearsal)
        session.open(next(iter(session.store.summaries())))
        try:
            yield HaloApp(session)
        finally:
            rehearsal.stop()


@contextmanager
def _environment(home: str, picture: Picture) -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("HALO_TUI_")]:
        del os.environ[name]
    os.environ |= {
        "HOME": home,
        "COLORTERM": "truecolor",
        "HALO_TUI_CONFIG_DIR": f"{home}/.config/halo-tui",
        "HALO_TUI_STATE_DIR": f"{home}/.local/state/halo-tui",
    }
    os.environ.pop("NO_COLOR", None)
    if not picture.colour:
        os.environ["NO_COLOR"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


async def _do(pilot: Pilot[Any], step: str) -> None:
    verb, _, text = step.partition(" ")
    if verb == "wait":
        await _wait(pilot, text)
    elif verb == "type":
        await pilot.press(*("space" if sign == " " else sign for sign in text))
    else:
        await pilot.press(step)


async def _wait(pilot: Pilot[Any], text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while text not in _words(pilot.app.export_screenshot()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{text!r} is not on the screen")
        await pilot.pause(0.05)


async def _come_to_rest(pilot: Pilot[Any]) -> None:
    before, now = "", pilot.app.export_screenshot()
    while now != before:
        await pilot.pause(CALM)
        before, now = now, pilot.app.export_screenshot()


def _words(svg: str) -> str:
    """The texts of a picture, without its lines' ends."""
    return html.unescape(re.sub(r"<[^>]+>|\n", "", svg)).replace("\xa0", " ")


def tidy(svg: str) -> str:
    """A picture that loads nothing from anywhere, and tells nothing of where it was taken."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    svg = svg.replace("Fira Code", "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas")
    svg = re.sub(r"/tmp/tmp\w{8}(?=/)", PERSON, svg)
    return re.sub(rf"localhost:(?!{PORT})\d{{5}}", f"localhost:{SIDE_PORT}", svg)


def main() -> None:
    """Take the pictures that are named, or all."""
    wanted = set(sys.argv[1:]) - {"--all"}
    unknown = wanted - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(f"There is no picture {', '.join(sorted(unknown))}")
    for picture in PICTURES:
        if not wanted or picture.name in wanted:
            path = (SITE if picture.name in OF_THE_SITE else HERE) / f"{picture.name}.svg"
            path.write_text(asyncio.run(take(picture)), "utf-8")
            print(path.name)
    if "--all" in sys.argv[1:]:
        subprocess.run([sys.executable, HERE / "record.py"], check=True)


if __name__ == "__main__":
    main()
