"""The labels of the members of a result's evidence, from `evidence.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from halo_tui.base.packaged import packaged_toml

_FILE: Final = "evidence.toml"


def label_of(member: str) -> str:
    """Return a member's label; its name with spaces if the table has none.

    Args:
        member: a key of `CheckFinished.evidence`, such as `days_left`.
    """
    return _table()["names"].get(member) or member.replace("_", " ")


def is_for_programs(member: str) -> bool:
    """Whether a member is used only in the words of a finding, and has nothing new for readers."""
    return member in _table()["for_programs"]["names"]


@cache
def _table() -> Mapping[str, Any]:
    return packaged_toml("halo_tui.checks", _FILE)
