"""What is not imported until somebody needs it: each would hold up the first frame."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from profile_files import HEALTHY, write_profile

LATE = {
    "pydantic",
    "httpx",
    "cryptography",
    "csv",
    "tomli_w",
    "halo_tui.checks.diagnosis.conclusions",
}

LIST_SHOWN_WHOLE = """
import asyncio, sys
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session
from ui.waiting import until

async def main():
    app = HaloApp(Session(Store()))
    app.preparation.start_soon = lambda: None
    before = set(sys.modules)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "steps done")
        print("|".join(set(sys.modules) - before))

asyncio.run(main())
"""


def test_list_of_untested_profiles_needs_no_diagnosis(home: Path) -> None:
    write_profile("acme", HEALTHY)
    tests = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", LIST_SHOWN_WHOLE], env={**os.environ, "PYTHONPATH": str(tests)},
        text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    loaded = set(ended.stdout.strip().split("|"))
    assert "halo_tui.ui.profiles.facts" in loaded, ended.stderr
    assert not LATE & loaded
