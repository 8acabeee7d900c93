"""Settings: what outranks what, and how a value that cannot be used is named."""

import os
import subprocess
import sys

import pytest

from halo_tui.base import places
from halo_tui.settings import Settings, SettingsError, load_settings


@pytest.fixture
def config():
    path = places.make_private(places.config_dir()) / "config.toml"

    def write(text):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def problems():
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return {problem.source: problem.why for problem in caught.value.problems}


def test_nothing_set_gives_the_defaults():
    assert load_settings() == Settings()


def test_the_file_outranks_the_defaults(config):
    config('timeout = 3\ntheme = "nord"\n[keymap]\nquit = "ctrl+x"\n')
    assert load_settings() == Settings(timeout=3, theme="nord", keymap={"quit": "ctrl+x"})


def test_the_environment_outranks_the_file(config, monkeypatch, tmp_path):
    config("timeout = 3\nmouse = true\nhistory = 9\n")
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "4.5")
    monkeypatch.setenv("HALO_TUI_AIA", "0")
    monkeypatch.setenv("HALO_TUI_HOSTS_FILE", "~/hosts")
    monkeypatch.setenv("HALO_TUI_KEYMAP", '{"help": "f2"}')
    monkeypatch.setenv("HALO_TUI_THEME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings() == Settings(
        timeout=4.5, mouse=True, history=9, aia=False, hosts_file=tmp_path / "hosts",
        keymap={"help": "f2"},
    )  # fmt: skip


def test_every_problem_is_named_with_its_source(config, monkeypatch):
    path = config('timeout = 0\nthemee = "x"\nhistory = "many"\n')
    monkeypatch.setenv("HALO_TUI_MOUSE", "perhaps")
    monkeypatch.setenv("HALO_TUI_KEYMAP", "{")
    found = problems()
    assert set(found) == {
        f"{path}, line 1", f"{path}, line 2", f"{path}, line 3",
        "HALO_TUI_MOUSE in the environment", "HALO_TUI_KEYMAP in the environment",
    }  # fmt: skip
    assert "did you mean theme" in found[f"{path}, line 2"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("timeout = \n", ", line 1, column 11"), (b"a = 1\n\xff", ", line 2, column 1"),
     ("mouse = true\nmouse = false\n", ", line 2")],
)  # fmt: skip
def test_a_broken_file_is_named_with_the_place(config, text, place):
    path = config(text)
    assert [source.startswith(f"{path}{place}") for source in problems()] == [True]


def test_a_value_is_not_repeated(config, monkeypatch):
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "hunter2-in-the-wrong-variable")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_the_folders_are_no_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("HALO_TUI_STATE_DIR", str(tmp_path))
    assert load_settings() == Settings()


def test_defaults_need_no_pydantic(home):
    program = (
        "import sys; from halo_tui.settings import load_settings; load_settings();"
        "from halo_tui.profiles.store import Store; Store().summaries();"
        "import halo_tui.profiles.rules.problems;"
        "print([m for m in ('pydantic', 'filelock', 'tomli_w', 'httpx') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env=os.environ, capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
