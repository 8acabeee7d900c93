"""A run as a report to pass on: without secrets, and safe wherever it is opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from halo_tui.base.text import redact
from halo_tui.checks.events import AnyEvent, RunFinished, RunStarted
from halo_tui.report.markdown import markdown
from halo_tui.report.page import html
from halo_tui.report.plain import text
from halo_tui.report.story import Story, story_of
from halo_tui.workspace.foreign import clean

SCHEMA: Final = 1
"""The version of the JSON report; members are only ever added."""

_WRITERS: Final[Mapping[str, Callable[[Story], str]]] = {
    "text": text,
    "markdown": markdown,
    "html": html,
}

FORMATS: Final = (*_WRITERS, "json")


def render(
    events: Iterable[AnyEvent],
    format: str,  # noqa: A002
    *,
    name: str = "",
    only_for: str = "",
) -> str:
    """Return the report of one run.

    Args:
        events: all events of the run.
        format: one of `FORMATS`.
        name: the profile's name; the events contain only its slug.
        only_for: one of `story.WHO`: tasks of other readers are left out.

    Raises:
        KeyError: the format does not exist.
    """
    recorded = list(events)
    story = story_of(recorded, name=name, only_for=only_for)
    if format != "json":
        return redact(_WRITERS[format](story))
    whole = _json(recorded, story, name)
    if only_for:
        tasks = [found for chapter in story.chapters for found in chapter.results]
        whole |= {"for": only_for, "events": list(map(_members, tasks))}
    return redact(json.dumps(whole, ensure_ascii=True, indent=1) + "\n")


def _json(events: Sequence[AnyEvent], story: Story, name: str) -> dict[str, Any]:
    """Return the facts, and every event as `check --json` prints it."""
    began = next((event for event in events if isinstance(event, RunStarted)), None)
    ended = next((event for event in events if isinstance(event, RunFinished)), None)
    return {
        "report": "halo_tui",
        "schema": SCHEMA,
        "profile": began.profile if began else None,
        "name": clean(name),
        "instance": story.facts["Instance"],
        "at": began.at if began else None,
        "verdict": ended.verdict if ended else None,
        "root_cause": ended.root_cause if ended else None,
        "causes": ended.causes if ended else [],
        "keys": [asdict(row) for row in story.keys],
        "versions": story.versions,
        "events": list(map(_members, events)),
    }


def _members(event: AnyEvent) -> object:
    return clean(json.loads(event.as_json()))
