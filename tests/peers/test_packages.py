"""The packages as an index would show them, and the lines that install from a clone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.peer

ROOT = Path(__file__).parents[2]
TOOLS = Path(__file__).parent / ".venv" / "bin"
PUBLISHED = "https://git.example.org/msp/halo_tui"
GUIDE = (ROOT / "docs" / "how-to" / "install.md").read_text("utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds the wheel of a repository that is published somewhere, or nowhere."""

    def build(repository: str) -> Path:
        folder = tmp_path_factory.mktemp("wheel")
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT],
            env={**os.environ, "HALO_TUI_REPOSITORY": repository}, capture_output=True, check=True,
        )  # fmt: skip
        return next(folder.glob("*.whl"))

    return build


def metadata_of(wheel: Path) -> Message:
    """What an index reads of it."""
    with ZipFile(wheel) as files:
        (name,) = (name for name in files.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(files.read(name))


def links_of(metadata: Message) -> list[str]:
    """Where the links and pictures of the description lead."""
    return re.findall(r"\]\(([^)]+)\)", str(metadata.get_payload()))


def test_pictures_and_links_lead_to_the_published_source(wheel: Callable[[str], Path]) -> None:
    built = wheel(PUBLISHED)
    metadata = metadata_of(built)
    links = links_of(metadata)
    assert f"{PUBLISHED}/raw/v{metadata['Version']}/screenshots/halo_tui.gif" in links
    assert [link for link in links if not link.startswith("https://")] == []
    for link in links:
        path = link.removeprefix(f"{PUBLISHED}/").split("/", 2)
        assert (ROOT / path[2]).exists() or not link.startswith(PUBLISHED), link
    assert any(url.startswith("Source, ") for url in metadata.get_all("Project-URL", []))
    checked = subprocess.run(
        [TOOLS / "twine", "check", "--strict", built], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_no_address_is_made_up_where_nothing_is_published(wheel: Callable[[str], Path]) -> None:
    metadata = metadata_of(wheel(""))
    assert [link for link in links_of(metadata) if not link.startswith("https://")] == []
    assert "![" not in str(metadata.get_payload()) and "Project-URL" not in metadata
    assert "- **Checklist.**" in str(metadata.get_payload())


@pytest.mark.parametrize("line", re.findall(r"^(?:pipx|uv tool) install \.$", GUIDE, re.MULTILINE))
def test_a_line_of_the_guide_installs_the_command(line: str, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".venv", ".git", "node_modules"))
    home = {"HOME": str(tmp_path), "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    installed = subprocess.run(
        ["/bin/sh", "-ec", line], env={**os.environ, **home}, cwd=clone,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    told = subprocess.run(
        [tmp_path / ".local" / "bin" / "halo-tui", "--version"], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.startswith("halo-tui ")
