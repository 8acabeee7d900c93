"""What the steps of the checklist say: which checks tick and untick them, and their details."""

from __future__ import annotations

import pytest
from checklist_on_screen import details, go_to, label, running, settled, tell, tree
from waiting import until

from halo_tui.checks.verdicts import Status


async def test_a_step_ticks_itself_when_the_check_that_proves_it_passes(acme: str) -> None:
    async with running(acme) as pilot:
        await tell(pilot, "role.customers", Status.PASS)
        assert label(pilot, "role.customers").startswith("✓")
        assert label(pilot, "role").endswith("1 of 7")


async def test_a_step_unticks_itself_when_the_check_fails_afterwards(acme: str) -> None:
    async with running(acme) as pilot:
        await tell(pilot, "role.customers", Status.PASS)
        await tell(pilot, "role.customers", Status.FAIL)
        assert label(pilot, "role.customers").startswith("✗")
        assert label(pilot, "role").endswith("0 of 7  ✗ 1 wrong")


async def test_what_is_next_is_what_a_test_disproves(acme: str) -> None:
    async with running(acme) as pilot:
        before = label(pilot, "prepare.psa")
        await tell(pilot, "role.items", Status.FAIL)
        assert before == "→ 1.1 Choose HaloPSA in Gradient  next"
        assert label(pilot, "role.items") == "✗ 2.5 Products: Read and Modify  next"
        assert label(pilot, "prepare.psa") == "○ 1.1 Choose HaloPSA in Gradient"


async def test_a_step_that_hangs_on_a_failed_check_is_not_known(acme: str) -> None:
    async with running(acme) as pilot:
        await tell(pilot, "oauth.token", Status.FAIL, "Halo refuses the Client Secret")
        await go_to(pilot, "application.method")
        assert label(pilot, "application.method").startswith("? ")
        shown = " ".join(details(pilot).split())
        assert "the test stops before, at “Halo refuses the Client Secret”" in shown


async def test_an_unknown_result_leaves_a_tick_by_hand_alone(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.customers")
        await pilot.press("space")
        await tell(pilot, "role.customers", Status.UNKNOWN)
        assert label(pilot, "role.customers").startswith("●")


async def test_the_details_tell_what_a_check_said_last(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.customers")
        await tell(pilot, "role.customers", Status.FAIL, "Customers: Read Only is missing")
        await settled(pilot)
        assert "✗ wrong: Customers: Read Only is missing" in details(pilot)
        assert details(pilot).count("Customers: Read Only is missing") == 1


async def test_a_warning_about_a_step_is_a_doubt_and_a_tick_settles_it(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.all_clients")
        await tell(pilot, "role.all_clients", Status.WARN, "The agent sees only some clients")
        await settled(pilot)
        assert "? a test doubts this: The agent sees only some clients" in details(pilot)
        await pilot.press("space")
        assert label(pilot, "role.all_clients").startswith("●")


async def test_only_labels_that_say_something_else_are_changed(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed: list[str] = []
    async with running(acme) as pilot:
        node_type = type(tree(pilot).root)
        set_label = node_type.set_label
        monkeypatch.setattr(
            node_type,
            "set_label",
            lambda node, text: (changed.append(node.data.id), set_label(node, text)),
        )
        await tell(pilot, "role.customers", Status.PASS)
    assert set(changed) == {"role", "role.customers"}


async def test_a_section_tells_its_progress_and_what_the_signs_mean(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("up")
        await settled(pilot)
        assert "0 of 3 steps done" in details(pilot)
        assert "✗ wrong" in details(pilot)


async def test_the_page_of_a_step_is_a_link_to_this_very_instance(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "values.tenant")
        await until(pilot, "integrations/api")
        strips = pilot.app.screen._compositor.render_strips()
        links = {part.style.link for strip in strips for part in strip if part.style}
        assert links - {None} == {"https://acme.halopsa.com/config/integrations/api"}
