"""How fast the program is beside what nothing could be faster than, as ratios.

    python tests/bench/table.py [--rounds 9] [--quick]

Each figure is a median of rounds in which the program and its floor take turns, so that a machine
that is busy is busy for both. The floors: a bare Textual application, `python -c pass`, and the
requests that no run can do without (`latency.py`). `--quick` takes 3 rounds and fewer profiles.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tomli_w

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.latency import floor, served, whole
from bench.timed import Start, TimedTerminal
from profile_files import HEALTHY

from halo_tui.sandbox.server import Sandbox

_FLOORS: Final = Path(__file__).parent / "floors"
_TREE: Final = (sys.executable, str(_FLOORS / "tree.py"))
_FORM: Final = (sys.executable, str(_FLOORS / "form.py"))
_NOTHING: Final = (sys.executable, "-c", "pass")
_PROGRAM: Final = (sys.executable, "-m", "halo_tui")
_TREE_IS_SHOWN: Final = r"item 0\.0"
_LIST_IS_SHOWN: Final = "Customer"
_SCREENS: Final = {"checklist": "f2", "credentials": "f3", "test": "f4", "handover": "f5"}
_ROUND_TRIP: Final = 0.05
_SLOW_ANSWER: Final = 1.0


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ratio: float
    goal: float

    def __str__(self) -> str:
        mark = "" if self.ratio <= self.goal else "  over"
        return f"| {self.what} | {self.goal:g} | {self.ratio:.2f} |{mark}"


@dataclass(frozen=True)
class Home:
    """Where a started program finds its profiles."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HALO_TUI_CONFIG_DIR": str(self.folder / "config"),
            "HALO_TUI_STATE_DIR": str(self.folder / "state"),
        }


def home_with(count: int, folder: Path) -> Home:
    """A home with profiles that were never tested."""
    names = (f"Customer {number}" for number in range(count))
    return home_of(folder / f"home-{count}", ({**HEALTHY, "name": name} for name in names))


def home_of(folder: Path, wanted: Iterable[Mapping[str, object]]) -> Home:
    """A home with some profiles, called after their names."""
    profiles = folder / "config" / "profiles"
    profiles.mkdir(parents=True, mode=0o700)
    for values in wanted:
        file = profiles / f"{str(values['name']).lower().replace(' ', '-')}.toml"
        file.write_text(tomli_w.dumps({"schema": 1, **values}), "utf-8")
        file.chmod(0o600)
    return Home(folder)


def in_turns(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each, after a round that warms up and is not counted."""
    taken = [[measure() for measure in measures] for _ in range(rounds + 1)][1:]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


# Commands ------------------------------------------------------------------------------------


def seconds_of(command: tuple[str, ...], home: Home) -> float:
    """How long a command takes from its start to its end."""
    environment = {**os.environ, **home.environment}
    began = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False, timeout=600)
    return time.perf_counter() - began


def commands(rounds: int, home: Home) -> Iterator[Row]:
    """What scripts call, beside an interpreter that does nothing."""
    wanted = {"--version": 3.0, "--help": 5.0, "profiles list": 8.0}
    least, *taken = in_turns(
        rounds,
        lambda: seconds_of(_NOTHING, home),
        *(lambda words=name: seconds_of((*_PROGRAM, *words.split()), home) for name in wanted),
    )
    for (name, goal), seconds in zip(wanted.items(), taken, strict=True):
        yield Row(f"`{name}` ÷ `python -c pass`", seconds / least, goal)


# Screens -------------------------------------------------------------------------------------


def started(command: tuple[str, ...], home: Home, text: str) -> tuple[Start, float]:
    """A start, and the median seconds of an arrow key after it."""
    with TimedTerminal(command, home.environment) as terminal:
        start = terminal.start(text)
        keys = [terminal.key(name).first for name in ("down", "down", "up")]
    return start, statistics.median(keys)


def starts(rounds: int, home: Home, many: Home, count: int) -> Iterator[Row]:
    """How the first screen comes up, with the list and with a profile's checklist."""
    programs = {
        "floor": (_TREE, home, _TREE_IS_SHOWN),
        "profiles": (_PROGRAM, home, _LIST_IS_SHOWN),
        "checklist": ((*_PROGRAM, "--profile", "customer-0"), home, "Choose HaloPSA in Gradient"),
        "many": (_PROGRAM, many, _LIST_IS_SHOWN),
    }
    taken: dict[str, list[tuple[Start, float]]] = {name: [] for name in programs}
    for _ in range(rounds + 1):
        for name, program in programs.items():
            taken[name].append(started(*program))

    def of(name: str, figure: Callable[[Start], float]) -> float:
        return statistics.median(figure(start) for start, _ in taken[name][1:])

    def ratio(name: str, figure: Callable[[Start], float], beside: str = "floor") -> float:
        return of(name, figure) / of(beside, figure)

    def key(name: str) -> float:
        return statistics.median(arrow for _, arrow in taken[name][1:])

    for name, goal in {"profiles": 1.15, "checklist": 1.25}.items():
        yield Row(f"{name}: first frame", ratio(name, lambda start: start.first_frame), goal)
        yield Row(f"{name}: complete and still", ratio(name, lambda start: start.still), 1.25)
        yield Row(f"{name}: processor until still", ratio(name, lambda start: start.cpu), 1.5)
        yield Row(f"{name}: memory", ratio(name, lambda start: start.memory), 1.25)
        yield Row(f"{name}: arrow key", key(name) / key("floor"), 1.3)
    frames = ratio("many", lambda start: start.first_frame, "profiles")
    yield Row(f"{count:,} profiles: first frame ÷ 20 profiles", frames, 1.3)


def openings(rounds: int, home: Home) -> Iterator[Row]:
    """The first time that a key opens a screen, beside a Tab within a bare form."""

    def tab() -> float:
        with TimedTerminal(_FORM) as terminal:
            terminal.start("Field 6")
            return terminal.key("tab").last

    def opening(key: str) -> float:
        with TimedTerminal(_PROGRAM, home.environment) as terminal:
            terminal.start(_LIST_IS_SHOWN)
            terminal.rest(2.0)  # what is prepared beside the first screen
            return terminal.key(key).last

    least, *taken = in_turns(
        rounds, tab, *(lambda key=key: opening(key) for key in _SCREENS.values())
    )
    for name, seconds in zip(_SCREENS, taken, strict=True):
        yield Row(f"{name}: first opening by key ÷ a Tab", seconds / least, 1.5)


# Runs ----------------------------------------------------------------------------------------


def runs(rounds: int) -> Iterator[Row]:
    """A healthy run beside the requests that no run can do without."""
    with served(round_trip=_ROUND_TRIP) as sandbox:
        low, high = in_turns(rounds, lambda: floor(sandbox), lambda: whole(sandbox))
    yield Row("`check` at 50 ms a round trip ÷ critical path", high / low, 1.25)
    with served(latency=_SLOW_ANSWER) as sandbox:
        low, high = in_turns(max(1, rounds // 3), lambda: floor(sandbox), lambda: whole(sandbox))
    yield Row("`check` at 1,000 ms a reply ÷ critical path", high / low, 1.1)


def checked(home: Home, hosts_file: Path) -> tuple[float, float]:
    """Seconds of `check --all`, and the MiB that it was resident at most."""
    environment = {**os.environ, **home.environment, "HALO_TUI_HOSTS_FILE": str(hosts_file)}
    began = time.perf_counter()
    process = subprocess.Popen(
        (*_PROGRAM, "check", "--all", "--json"), env=environment, stdout=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    return time.perf_counter() - began, memory_of(used)


def memory_of(used: resource.struct_rusage) -> float:
    """MiB that were resident at most; Linux counts in KiB."""
    return used.ru_maxrss / 1024


def fleet(rounds: int, count: int, folder: Path) -> Iterator[Row]:
    """Many connections, each with an instance of its own, beside one of them."""
    with ExitStack() as stack:
        sandboxes = [stack.enter_context(Sandbox(latency=_ROUND_TRIP)) for _ in range(count)]
        homes = [_fleet_home(folder / "one", sandboxes[:1]), _fleet_home(folder / "all", sandboxes)]
        hosts = sandboxes[0].hosts_file
        taken = [[checked(home, hosts) for home in homes] for _ in range(rounds + 1)][1:]
        one, every = (
            [statistics.median(figures) for figures in zip(*column, strict=True)]
            for column in zip(*taken, strict=True)
        )
    yield Row(f"`check --all`, {count} profiles ÷ one: time", every[0] / one[0], 8)
    yield Row(f"`check --all`, {count} profiles ÷ one: memory", every[1] / one[1], 2)


def _fleet_home(folder: Path, sandboxes: list[Sandbox]) -> Home:
    named = enumerate(sandboxes)
    return home_of(folder, ({**each.values, "name": f"Instance {n}"} for n, each in named))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="3 rounds, fewer profiles")
    parser.add_argument("--only", choices=("commands", "starts", "openings", "runs", "fleet"))
    wanted = parser.parse_args()
    rounds = 3 if wanted.quick else wanted.rounds
    many, instances = (1_000, 16) if wanted.quick else (5_000, 200)
    with tempfile.TemporaryDirectory(prefix="halo-tui-bench-") as name:
        folder = Path(name)
        home = home_with(20, folder)
        parts: dict[str, Callable[[], Iterator[Row]]] = {
            "commands": lambda: commands(rounds, home),
            "starts": lambda: starts(rounds, home, home_with(many, folder), many),
            "openings": lambda: openings(rounds, home),
            "runs": lambda: runs(rounds),
            "fleet": lambda: fleet(min(rounds, 3), instances, folder),
        }
        print("| what | goal | now |\n|---|---|---|")
        for part in [wanted.only] if wanted.only else parts:
            for row in parts[part]():
                print(row, flush=True)


if __name__ == "__main__":
    main()
