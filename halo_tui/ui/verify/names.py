"""What the checks and their subjects are called on the screen; unknown ones name themselves."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from halo_tui.checks.plan import subject_of, subjects, title_of


def group_of(check_id: str) -> str:
    """The title under which a check stands."""
    return subject_of(check_id).title


def purpose_of(group: str) -> str:
    """What the checks under a title are for; empty where nothing is written."""
    return next((one.purpose for one in subjects() if one.title == group), "")


def name_of(check_id: str) -> str:
    """What a check is called."""
    return title_of(check_id)


def host_of(target: str | None) -> str:
    """The host and the port of an origin, for a person who knows that it is a web server."""
    return urlsplit(target).netloc or target if target else ""


def grouped(check_ids: Iterable[str]) -> dict[str, list[str]]:
    """The checks under their titles, both in the order in which they come."""
    groups: dict[str, list[str]] = {}
    for check_id in check_ids:
        groups.setdefault(group_of(check_id), []).append(check_id)
    return groups


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
