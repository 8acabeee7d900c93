"""What the test screen tells of a selected check: cure, cause, evidence, rights."""

from __future__ import annotations

import re

import pytest
from checks_on_screen import app_of, at, details, head, keys, press, record, running, settled
from recorded_runs import HOST, WRONG_SECRET, a_run
from textual.content import Content

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.results import Results
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_details import as_text, check_details
from halo_tui.ui.verify.check_tree import CheckTree
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.sheet import LABELS, Entry, lay_out


async def test_details_explain_cause_and_cure_with_the_evidence(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        shown = details(pilot)
    assert "oauth.token" not in shown
    for part in ("e edit Client Secret", "Why", "Do          1. ", "POST", "401"):  # fmt: skip
        assert part in shown


async def test_a_configuration_error_offers_its_field_and_no_second_run(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        assert keys(pilot).split()[:4] == ["e", "Edit", "this", "field"]
        assert "Run one" not in keys(pilot)
        assert "run it again" not in details(pilot)


async def test_rights_stand_in_the_details_until_escape(acme: str) -> None:
    record(a_run({"oauth.scope.edit:items": "not_granted"}))
    async with running(acme) as pilot:
        await press(pilot, "m")
        assert "application" in details(pilot) and "tick edit:items" in details(pilot)
        await press(pilot, "escape")
        assert "tick edit:items" not in details(pilot)
        assert app_of(pilot).current_mode == "test"


async def test_a_broad_terminal_shows_the_proof_of_all_checks_of_a_subject(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (200, 60)) as pilot:
        await press(pilot, "g", "down")
        proof = pilot.app.screen.query_one("#proof", Page).text
        checks = ["Client ID", "Client secret", "Resource server", "Auth. server", "Tenant"]
        assert [line for line in proof.splitlines() if line in checks] == checks


async def test_details_can_be_read_in_a_small_terminal(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (60, 20)) as pilot:
        page = pilot.app.screen.query_one("#details", Page)
        before = page.size.height
        await press(pilot, "enter")
        assert page.has_focus and page.size.height > before
        await press(pilot, "escape")
        assert page.size.height == before


def test_a_skipped_check_tells_what_it_waits_for() -> None:
    results = Results.of(a_run(WRONG_SECRET))
    shown = as_text(check_details(("access.items", HOST), ShownRun(results, Results())))
    assert "it needs Token" in shown and "refuses the Client Secret" in shown


async def test_the_cause_s_sentence_stands_above_and_is_not_told_again(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        sentence = "Halo knows the Client ID, but refuses the Client Secret"
        assert sentence in head(pilot)[1]
        assert sentence not in details(pilot)
        await press(pilot, "y")
        assert sentence in pilot.app.clipboard


async def test_a_check_that_passed_says_what_it_proves_and_what_came_back(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        pilot.app.screen.query_one(CheckBoard).go_to(("tls.certificate", HOST))
        await settled(pilot)
        shown = details(pilot)
    assert "The certificate is for this name" in shown
    assert "Proof" in shown and "Example Root" in shown
    assert "tls.certificate.ok" not in shown


@pytest.mark.parametrize(
    ("usual", "advice", "first", "who"),
    [
        (True, "Generate a new secret", "In Halo, open", "halo_admin"),
        (False, "this one has 146", "Copy the whole secret", "you"),
    ],
)
def test_what_to_do_about_a_secret_follows_from_its_length(
    usual: bool, advice: str, first: str, who: str
) -> None:
    evidence = {"secret_usual": usual, "secret_length": 146}
    cause = Results.of(a_run(WRONG_SECRET, evidence=evidence)).root_cause
    assert cause is not None
    assert advice in cause.next_step
    assert cause.cure[0].startswith(first)
    assert findings.finding(cause.code).who_acts(evidence) == who
    assert ("this one has 146" in cause.cure[0]) is not usual


def test_no_cure_on_a_screen_needs_the_command_line() -> None:
    words = [
        text
        for found in findings.all_findings().values()
        for text in (found.next_step, found.means, *(line.text for line in found.cure))
    ]
    switches = [text for text in words if re.search(r"--(no-aia|timeout|profile)|halo-tui ", text)]
    assert [text for text in switches if "start halo-tui again" not in text] == []


def test_a_long_address_goes_on_in_its_own_column_after_a_slash() -> None:
    address = "https://halo.a-customer.example/api/resources/and/more"
    lines = [line.plain for line in lay_out([Entry("Asked", Content(address))], 50)]
    assert len(lines) == 2
    assert lines[0].endswith("/") and lines[1].startswith(" " * LABELS)
    assert "".join(line[LABELS:].strip() for line in lines) == address


@pytest.mark.parametrize("key", ["enter", "m"])
async def test_what_is_read_has_a_small_screen_for_itself_until_escape(acme: str, key: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (60, 20)) as pilot:
        lines = pilot.app.screen.query_one("#lines")
        await press(pilot, key)
        assert not lines.display
        await press(pilot, "escape")
        assert lines.display and lines.query_one(CheckTree).has_focus
        assert at(pilot) == ("oauth.token", HOST)
