"""The current records: the made-up ones, with the changes since the scenario began."""

from __future__ import annotations

import json
from typing import Any

from halo_tui.sandbox.records import Row, records


class RecordStore:
    """Records by kind; changes last until the scenario changes."""

    def __init__(self) -> None:
        self._written: dict[str, list[Row]] = {}

    def rows(self, place: str) -> list[Row]:
        """Return the records of a kind, in order.

        Args:
            place: a `Target` of the instance model that holds records.
        """
        return list(self._written.get(place, records(place)))

    def save(self, place: str, row: Row) -> Row | None:
        """Create a record, or change the one with the given `id`.

        Returns:
            The whole record; None if there is no record with that id.
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
        """Remove a record; return None if there is no record with that id."""
        rows = self.rows(place)
        gone = next((row for row in rows if str(row["id"]) == record), None)
        if gone:
            self._written[place] = [row for row in rows if row is not gone]
        return gone


def rows_in(body: bytes, record: str) -> list[Row] | None:
    """Return the records in the body of a POST, one or a list; None if it contains neither.

    Args:
        body: the body as it was received.
        record: the id in the path, used if the body has no id.
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
