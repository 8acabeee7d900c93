"""The rows of all profiles, read without a screen."""

from __future__ import annotations

from profile_files import HEALTHY, write_profile

from halo_tui.profiles.store import Store
from halo_tui.ui.kit import glyphs
from halo_tui.ui.profiles.row_store import RowStore
from halo_tui.ui.profiles.rows import unread


def rows_of(*slugs: str) -> RowStore:
    """Rows whose files are not read yet."""
    rows = RowStore(Store())
    for slug in slugs:
        path = write_profile(slug, {**HEALTHY, "name": f"Profile {slug}"})
        rows.by_slug[slug] = unread(slug, path)
    return rows


def test_a_row_is_read_when_it_is_needed():
    rows = rows_of("acme", "globex")
    assert rows.ensure(rows.by_slug["acme"]).name == "Profile acme"
    assert rows.unread() == ["globex"]


def test_a_row_that_is_read_again_keeps_the_sign_of_its_test():
    rows = rows_of("acme")
    rows.by_slug["acme"] = rows.by_slug["acme"].with_test(glyphs.RUNNING)
    rows.update(["acme"])
    assert rows.by_slug["acme"].glyph is glyphs.RUNNING


def test_rows_that_time_does_not_change_are_not_drawn_again():
    rows = rows_of("acme")
    rows.update(["acme"])
    assert rows.aged() == []
