"""The settings: environment variables `HALO_TUI_…`, then `config.toml`, then defaults.

Usually nothing is set. Then pydantic is not imported and no file is read before the first frame.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, get_type_hints

from halo_tui.base import places, tomlfile
from halo_tui.base.text import harmless

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

PREFIX: Final = "HALO_TUI_"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the application."""

    theme: str | None = None
    """The name of a theme; None for one that fits the terminal."""
    mouse: bool = True
    """Whether the application handles the mouse; otherwise the terminal selects and copies text."""
    timeout: float = 10.0
    """Seconds for each network step of a check."""
    aia: bool = True
    """Whether a missing certificate may be downloaded from its issuer (authorityInfoAccess)."""
    hosts_file: Path | None = None
    """A file in the format of hosts(5) that is asked before DNS."""
    history: int = 50
    """The number of runs kept for each profile."""
    keymap: dict[str, str] = field(default_factory=dict)
    """The user's own keys: action ids mapped to keys."""
    ascii: bool = False
    """Whether to draw with ASCII characters only."""


_LIMITS: Final[Mapping[str, Mapping[str, float]]] = {
    "timeout": {"gt": 0, "le": 300},
    "history": {"ge": 1, "le": 10_000},
}


class SettingProblem(NamedTuple):
    """A setting whose value cannot be used."""

    source: str
    """The file with the line, or the environment variable."""
    why: str

    def __str__(self) -> str:
        return f"{self.source}: {self.why}"


class SettingsError(Exception):
    """Some settings cannot be used. The message names each of them and its source."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        """Take all problems that were found."""
        self.problems = tuple(problems)
        super().__init__("\n".join(["These settings cannot be used:", *map(str, problems)]))


def load_settings() -> Settings:
    """Return the settings that apply now.

    Raises:
        SettingsError: the file or a value cannot be used.
    """
    path = places.config_file()
    given, data = _in_file(path)
    if not given and not any(_variable(name) in os.environ for name in _names()):
        return Settings()
    unknown = [_unknown(path, data, key) for key in given if key not in _names()]
    known = {key: value for key, value in given.items() if key in _names()}
    values, complaints = _validated(known)
    problems = [SettingProblem(_source(path, data, name), why) for name, why in complaints]
    if unknown or problems:
        raise SettingsError([*unknown, *problems])
    return Settings(**values)


def source_of(name: str) -> str:
    """Say where the value of a setting comes from, for people.

    Raises:
        SettingsError: the settings file cannot be used.
    """
    path = places.config_file()
    given, data = _in_file(path)
    if name in given or os.environ.get(_variable(name)):
        return _source(path, data, name)
    return "default"


def _validated(known: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the values of all settings, and a list of (setting, problem)."""
    from pydantic import ValidationError

    try:
        model = _model()(**known)
    except ValidationError as problem:
        found = problem.errors(include_input=False, include_url=False, include_context=False)
        return {}, [(str(error["loc"][0]), _why(error["msg"])) for error in found]
    values = {name: getattr(model, name) for name in _names()}
    if values["hosts_file"]:
        values["hosts_file"] = values["hosts_file"].expanduser()
    return values, []


@cache
def _model() -> type[BaseSettings]:
    """Build a pydantic model that reads the environment; late, because the import takes 0.2 s."""
    from pydantic import BeforeValidator, Field, create_model
    from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

    class Sources(BaseSettings):
        """The sources of values, the one with the highest priority first."""

        model_config = SettingsConfigDict(
            env_prefix=PREFIX, env_ignore_empty=True, hide_input_in_errors=True
        )

        @classmethod
        def settings_customise_sources(  # type: ignore[override] # two of five sources are ours
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            **_: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, init_settings

    hints = get_type_hints(Settings)
    hints["keymap"] = Annotated[dict[str, str], NoDecode, BeforeValidator(_from_json)]
    defaults = Settings()
    definitions: dict[str, Any] = {}
    for name in _names():
        limits: dict[str, Any] = {**_LIMITS.get(name, {})}
        definitions[name] = (hints[name], Field(getattr(defaults, name), **limits))
    return create_model("SettingsModel", __base__=Sources, **definitions)


def _from_json(value: object) -> object:
    """Parse a table, which an environment variable holds as JSON."""
    if not isinstance(value, str):
        return value
    import json

    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise ValueError('it has to be JSON, such as {"quit": "ctrl+q"}') from None


def _why(message: str) -> str:
    text = message.removeprefix("Value error, ").replace("Input should", "it should")
    return text.replace("a valid dictionary", "a table of texts")


def _names() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Settings))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _in_file(path: Path) -> tuple[dict[str, Any], bytes]:
    if not os.path.lexists(path):
        return {}, b""
    try:
        data, _ = tomlfile.read_bytes(path)
        return tomlfile.parse(data, path), data
    except tomlfile.UnreadableFileError as problem:
        place = str(problem).removesuffix(f": {problem.why}")
        raise SettingsError([SettingProblem(harmless(place), problem.why)]) from None


def _source(path: Path, data: bytes, name: str) -> str:
    if _variable(name) in os.environ:
        return f"{_variable(name)} in the environment"
    line = tomlfile.line_of(data, name)
    return harmless(f"{path}, line {line}" if line else str(path))


def _unknown(path: Path, data: bytes, key: str) -> SettingProblem:
    close = difflib.get_close_matches(key, _names(), n=1)
    hint = f"; did you mean {close[0]}?" if close else f"; there are: {', '.join(_names())}"
    why = f"there is no setting {harmless(key, limit=60)}{hint}"
    line = tomlfile.line_of(data, key)
    return SettingProblem(harmless(f"{path}, line {line}" if line else str(path)), why)
