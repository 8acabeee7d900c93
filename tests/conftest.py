"""A home of its own for every test, and the sandbox Halo behind a profile."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fuzzing import EXAMPLES
from hypothesis import HealthCheck, settings
from profile_files import HEALTHY, write_profile
from xdist.scheduler import WorkStealingScheduling

from halo_tui.base import text

if TYPE_CHECKING:
    from xdist.remote import Producer

    from halo_tui.sandbox.server import Sandbox


# Programs that the tests start run as users have them: compiled once, and with buffered output.
for setting in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
    os.environ.pop(setting, None)
sys.dont_write_bytecode = False


LONGEST_PART_OF_A_NAME = 60

# A shell that starts the tests in the background makes them, and all that they start, ignore it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long it takes to make an input depends on the machine, and says nothing of the product.
settings.register_profile(
    "suite",
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto` is three for each processor: a test mostly waits for a reply or a frame."""
    return 3 * (os.cpu_count() or 1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WorkStealingScheduling:
    """A worker without tests takes half of what another has left; none works alone at the end."""
    return WorkStealingScheduling(config, log)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A test's name stays on a line, however long the text is that it is about."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_PART_OF_A_NAME:
        return f"{ascii(val[:LONGEST_PART_OF_A_NAME])[:-1]}... of {len(val)}"
    return None


def pytest_collection_finish() -> None:
    """Garbage is looked for seldom, and not in what is there when the tests begin."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is read or written."""
    for name in list(os.environ):
        if name.startswith("HALO_TUI_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "SSH_CONNECTION", "COLORFGBG", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(text._known, "_forms", {})  # one test's secret is another's plain word
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("HALO_TUI_STATE_DIR", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def profile_file() -> Callable[[str, dict[str, object]], Path]:
    """Writes a profile file."""
    return write_profile


@pytest.fixture
def acme() -> str:
    """A complete profile whose Halo does not exist; its name on the command line."""
    write_profile("acme", HEALTHY)
    return "acme"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """Starts a sandbox with a scenario, and writes its profile as `sandbox`."""
    running: list[Sandbox] = []

    def start(scenario: str = "healthy-hosted", *, latency: float = 0.0) -> Sandbox:
        import tomli_w

        from halo_tui.base import places
        from halo_tui.sandbox.server import Sandbox

        sandbox = Sandbox(scenario, latency=latency)
        running.append(sandbox)
        sandbox.start()
        write_profile("sandbox", dict(sandbox.values))
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        settings = {"hosts_file": str(sandbox.hosts_file)}
        places.config_file().write_text(tomli_w.dumps(settings), "utf-8")
        return sandbox

    yield start
    for sandbox in running:
        sandbox.stop()
