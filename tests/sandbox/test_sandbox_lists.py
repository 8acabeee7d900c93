"""Lists as other people's clients ask for them, and writes where they are played."""

from __future__ import annotations

import pytest

from halo_tui.halo.scopes import KNOWN


@pytest.fixture
def ticked(play_text):
    """A Halo whose application has every permission ticked."""

    def begin(lines: str = ""):
        scopes = ", ".join(f'"{scope}"' for scope in KNOWN)
        caller = play_text(f"instance.application.scopes = [{scopes}]\n{lines}")
        return caller, caller.token("all")

    return begin


@pytest.mark.parametrize(
    ("path", "key", "count"),
    [("Site", "sites", 12), ("Users", "users", 12), ("Tickets", "tickets", 230)],
)
def test_lists_that_gradient_does_not_ask_for(ticked, path, key, count):
    caller, token = ticked()
    page = caller.get(f"/api/{path}?pageinate=True&page_size=5&page_no=1", token).json()
    assert (page["record_count"], len(page[key])) == (count, 5)
    number = page[key][0]["id"]
    assert caller.get(f"/api/{path.lower()}/{number}", token).json()["id"] == number


@pytest.mark.parametrize("path", ["agent", "tickettype"])
def test_lists_that_are_bare_arrays(healthy, path):
    assert len(healthy.get(f"/api/{path}", healthy.token()).json()) == 3


def test_tickets_need_their_permission(ticked):
    caller, _ = ticked()
    token = caller.token("read:customers")
    assert caller.get("/api/Tickets", token).status == 403
    assert caller.get("/api/Site", token).status == 200


def test_count_cuts_a_list_that_is_not_paged(healthy):
    page = healthy.get("/api/Client?count=3", healthy.token()).json()
    assert (page["record_count"], len(page["clients"])) == (12, 3)


def test_search_leaves_what_fits(healthy):
    page = healthy.get("/api/client?search=brew&count=50", healthy.token()).json()
    assert [row["name"] for row in page["clients"]] == ["Copperline Brewing"]
    assert page["record_count"] == 1


def test_a_page_past_the_end_is_empty(healthy):
    path = "/api/Item?pageinate=true&page_size=10&page_no=3"
    assert healthy.get(path, healthy.token()).json()["items"] == []


def test_a_build_may_describe_its_columns(play_text):
    caller = play_text("instance.with_columns = true")
    page = caller.get("/api/Client?pageinate=true&page_size=1", caller.token()).json()
    assert "name" in [column["name"] for column in page["columns"]]


def test_writes_are_refused(healthy):
    answer = healthy.ask("POST", "/api/Client", rows=[{"name": "New"}], token=healthy.token())
    assert answer.status == 405
    assert len(healthy.sandbox.received.writes) == 1


def test_a_record_is_made_changed_and_removed_where_writes_are_played(ticked):
    caller, token = ticked('instance.writes = "played"\ninstance.agent.claims.Ux = "3"')
    made = caller.ask("POST", "/api/Client", rows=[{"name": "New"}], token=token)
    number = made.json()["id"]
    assert made.status == 201
    rows = {"id": number, "name": "Newer"}
    assert caller.ask("POST", "/api/Client", rows=rows, token=token).json()["name"] == "Newer"
    assert caller.get(f"/api/Client/{number}", token).json()["name"] == "Newer"
    assert caller.ask("DELETE", f"/api/Client/{number}", token=token).json() == {"id": number}
    assert caller.get(f"/api/Client/{number}", token).status == 404


@pytest.mark.parametrize("rows", [[], [1], "text", [{"id": 999_999}]])
def test_what_is_no_record_is_not_written(ticked, rows):
    caller, token = ticked('instance.writes = "played"\ninstance.agent.claims.Ux = "3"')
    assert caller.ask("POST", "/api/Client", rows=rows, token=token).status in {400, 404}


def test_a_write_needs_permission_and_level(ticked):
    caller, token = ticked('instance.writes = "played"')
    assert caller.ask("POST", "/api/Client", rows={"name": "x"}, token=token).status == 403
    reading = caller.token("read:items")
    assert caller.ask("POST", "/api/Item", rows={"name": "x"}, token=reading).status == 403


def test_a_change_of_scenario_undoes_what_was_written(ticked):
    caller, token = ticked('instance.writes = "played"')
    caller.ask("DELETE", "/api/Item/103", token=token)
    assert caller.get("/api/Item/103", token).status == 404
    caller, token = ticked()
    assert caller.get("/api/Item/103", token).status == 200
