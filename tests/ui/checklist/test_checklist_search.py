"""Finding steps by their words: while they are typed, from hit to hit, and back."""

from __future__ import annotations

import pytest
from checklist_on_screen import (
    GUIDE,
    above,
    at,
    details,
    label,
    running,
    settled,
    tree,
)
from waiting import shown, until

from halo_tui.guide.model import Step
from halo_tui.ui.checklist.search import Search, excerpt, find


async def test_find_goes_to_a_synonym_while_typing_even_where_it_is_hidden(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"fullchain")
        await until(pilot, "Found")
        assert at(pilot) == "prepare.chain"
        assert label(pilot, "prepare.chain") == (
            "– 1.4 Serve the complete certificate chain (on-premise only)"
        )
        assert "fullchain.pem" in details(pilot)


async def test_next_and_previous_go_from_hit_to_hit(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"invoices", "enter")
        counts = []
        for key in ("greater_than_sign", "full_stop", "less_than_sign"):
            await settled(pilot)
            counts.append(above(pilot).partition(" with")[0])
            await pilot.press(key)
        assert counts == ["1 of 3", "2 of 3", "3 of 3"]
        assert above(pilot).startswith("2 of 3")


async def test_the_footer_tells_how_to_answer_while_words_are_typed(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"fullchain")
        await until(pilot, "Found")
        assert "esc Cancel" in shown(pilot)
        await pilot.press("escape")


@pytest.mark.parametrize("keys", [("escape",), ("enter", "greater_than_sign", "escape")])
async def test_escape_goes_back_to_where_the_search_began(acme: str, keys: tuple[str, ...]) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"fullchain")
        await until(pilot, "Found")
        await pilot.press(*keys)
        await settled(pilot)
        assert at(pilot) == "prepare.psa"
        assert not tree(pilot).shows(GUIDE.step("prepare.chain"))
        assert "steps done" in above(pilot)


async def test_a_search_without_result_says_so_and_stays_open(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"zebra", "enter")
        await until(pilot, "No step has")
        assert (at(pilot), above(pilot)) == ("prepare.psa", "No step has “zebra”")
        await pilot.press("ctrl+u", *"tenant", "enter")
        await settled(pilot)
        assert at(pilot) == "values.tenant"


async def test_next_goes_to_what_is_to_do_again_once_a_step_found_is_ticked(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("slash", *"your colleagues", "enter")
        await settled(pilot)
        await pilot.press("space", "greater_than_sign")
        assert at(pilot) == "application.method"


def test_words_are_found_in_any_order_and_case() -> None:
    assert [step.id for step in find(GUIDE, "MODIFY products")] == ["role.items"]


def test_a_search_begins_where_the_cursor_is() -> None:
    hunt = Search(GUIDE, "values.open")
    hunt.look_for("authorization")
    assert hunt.hit and hunt.hit.id == "values.authorization_server"


@pytest.mark.parametrize("step", find(GUIDE, "tenant"), ids=lambda step: step.id)
def test_a_hit_shows_its_words(step: Step) -> None:
    found = excerpt(step, "tenant")
    assert "tenant" in (found.plain if found else step.title).casefold()
