"""The records that are there at the moment: the made-up ones, and what was written since."""

from __future__ import annotations

import json
from typing import Any

from halo_tui.sandbox.records import Row, records


class Store:
    """Records by kind; what is written lives until the scenario changes."""

    def __init__(self) -> None:
        self._written: dict[str, list[Row]] = {}

    def rows(self, place: str) -> list[Row]:
        """The records of a kind, in their order.

        Args:
            place: a `Place` of the instance model that holds records.
        """
        return list(self._written.get(place, records(place)))

    def save(self, place: str, row: Row) -> Row | None:
        """Make a record, or change the one whose `id` is given.

        Returns:
            The whole record; None if there is none of that id.
        """
        rows = self.rows(place)
        if row.get("id") in {None, 0, -1}:
            row = {**row, "id": max((known["id"] for known in rows), default=0) + 1}
            self._written[place] = [*rows, row]
            return row
        for position, known in enumerate(rows):
            if known["id"] == row["id"]:
                rows[position] = {**known, **row}
                self._written[place] = rows
                return rows[position]
        return None

    def remove(self, place: str, record: str) -> Row | None:
        """Remove a record; None if there is none of that id."""
        rows = self.rows(place)
        gone = next((row for row in rows if str(row["id"]) == record), None)
        if gone:
            self._written[place] = [row for row in rows if row is not gone]
        return gone


def rows_in(body: bytes, record: str) -> list[Row] | None:
    """The records in the body of a POST: one, or a list of them; None if it is neither.

    Args:
        body: as it came.
        record: the id in the path, which counts where the body names none.
    """
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    rows = value if isinstance(value, list) else [value]
    if not rows or not all(isinstance(row, dict) for row in rows):
        return None
    path = {"id": int(record)} if record.isdigit() else {}
    return [{**path, **row} for row in rows]
