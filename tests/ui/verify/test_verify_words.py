"""How sentences of the test screen get shorter where there is no room for them."""

from __future__ import annotations

import pytest

from halo_tui.ui.verify.words import within


@pytest.mark.parametrize(
    ("width", "shorter"),
    [
        (40, "1 failed · 32 passed · 1 not testable here"[:20]),
        (42, "1 failed · 32 passed · 1 not testable here"),
        (10, "1 failed"),
        (3, "1 failed"),
    ],
)
def test_the_last_counts_are_left_out_whole(width: int, shorter: str) -> None:
    assert within("1 failed · 32 passed · 1 not testable here", width) == shorter


@pytest.mark.parametrize(
    ("width", "shorter"),
    [(40, "customers, contracts, items, invoices"), (32, "customers, contracts, 2 more")],
)
def test_names_that_are_left_out_are_counted(width: int, shorter: str) -> None:
    assert within("customers, contracts, items, invoices", width) == shorter
