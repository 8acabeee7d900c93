"""Discovery, the agent and the records."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import pytest

ONE = "?pageinate=true&page_size=1&page_no=1"
KINDS = [
    ("Client", "clients"), ("ClientContract", "contracts"), ("Item", "items"),
    ("Invoice", "invoices"), ("RecurringInvoice", "invoices"),
]  # fmt: skip


def test_a_hosted_instance_tells_its_tenant_to_anybody(healthy):
    info = healthy.get("/api/InstanceInfo").json()
    assert info["app_name"] == "Halo PSA"
    assert info["tenant_id"] == "northwind"
    assert info["hosted_group"]
    assert info["auth_url"] == f"https://localhost:{healthy.sandbox.port}/auth"


def test_authinfo_tells_address_and_tenant(healthy):
    port = healthy.sandbox.port
    expected = {"auth_url": f"https://localhost:{port}/auth", "tenant_id": "northwind"}
    assert healthy.get("/api/authinfo").json() == expected


@pytest.mark.parametrize("path", ["/api/InstanceInfo", "/api/authinfo"])
def test_on_premise_has_no_tenant(play, path):
    members = play("healthy-on-premise").get(path).json()
    assert not {"tenant_id", "hosted_group"} & set(members)


def test_a_trial_says_when_it_ends(play):
    assert play("healthy-trial").get("/api/instanceinfo").json()["trial_expiry"]


def test_the_addresses_it_reports_follow_the_name_it_was_asked_by(healthy):
    info = healthy.ask("GET", "/api/authinfo", host="halo.sandbox.test").json()
    assert info["auth_url"].startswith("https://halo.sandbox.test:")


def test_a_separate_authorization_server_is_reported(play):
    info = play("healthy-separate-host").get("/api/authinfo").json()
    assert info["auth_url"].startswith("https://auth.sandbox.test:")


@pytest.mark.parametrize(("path", "key"), KINDS)
def test_one_record_of_many(healthy, path, key):
    page = healthy.get(f"/api/{path}{ONE}", healthy.token()).json()
    assert page["record_count"] == 12
    assert (page["page_no"], page["page_size"]) == (1, 1)
    assert len(page[key]) == 1
    assert page[key][0]["id"]


def test_pages_follow_one_another(healthy):
    token = healthy.token()
    ids = [
        row["id"]
        for number in (1, 2, 3)
        for row in healthy.get(
            f"/api/item?pageinate=true&page_size=5&page_no={number}", token
        ).json()["items"]
    ]
    assert ids == list(range(103, 115))


def test_a_single_record(healthy):
    token = healthy.token()
    assert healthy.get("/api/Client/12", token).json()["name"] == "Alderbrook Veterinary Group"
    assert healthy.get("/api/Client/9999", token).status == 404


def test_bare_arrays(play):
    caller = play("healthy-bare-arrays")
    rows = caller.get(f"/api/Invoice{ONE}", caller.token()).json()
    assert [row["invoicenumber"] for row in rows] == ["INV-5200"]


@pytest.mark.parametrize("path", ["Client", "Agent/me", "RecurringInvoice"])
def test_without_a_token_nothing_is_read(healthy, path):
    for token in ("", "made-up"):
        answer = healthy.get(f"/api/{path}", token)
        assert (answer.status, answer.body) == (401, b"")


def test_a_token_reaches_its_scopes_only(healthy):
    token = healthy.token("read:customers")
    assert healthy.get("/api/Client", token).status == 200
    assert healthy.get("/api/Item", token).status == 403


def test_editing_includes_reading(healthy):
    assert healthy.get("/api/Item", healthy.token("edit:items")).status == 200


def test_the_agent_with_its_levels(healthy):
    agent = healthy.get("/api/Agent/me", healthy.token()).json()
    claims = {claim["type"]: claim["value"] for claim in agent["claims"]}
    assert claims == {"Ux": "2", "Ix": "3", "Cx": "2", "Xx": "2", "Fc": "1", "SA": "false"}
    assert agent["is_agent"] is True
    assert agent["isdisabled"] is False


def test_an_administrator_without_levels_reads_everything(play):
    caller = play("healthy-administrator")
    token = caller.token()
    claims = caller.get("/api/Agent/me", token).json()["claims"]
    assert claims == [{"type": "SA", "value": "true"}]
    assert caller.get("/api/Client", token).status == 200


@pytest.mark.parametrize(
    ("scenario", "status"),
    [
        ("no-access-customers", 403), ("no-access-customers-401", 401),
        ("no-access-customers-empty", 200), ("feature-access-off", 403),
        ("agent-disabled", 403), ("agent-disabled-401", 401), ("login-type-not-agent", 403),
    ],
)  # fmt: skip
def test_what_the_agent_may_not_read(play, scenario, status):
    caller = play(scenario)
    answer = caller.get(f"/api/Client{ONE}", caller.token())
    assert answer.status == status
    if status == 200:
        assert answer.json() == {
            "record_count": 0, "page_no": 1, "page_size": 1, "clients": [],
        }  # fmt: skip


def test_feature_access_concerns_customers_only(play):
    caller = play("feature-access-off")
    assert caller.get("/api/Invoice", caller.token()).status == 200


def test_a_login_type_other_than_agent_has_no_agent(play):
    caller = play("login-type-not-agent")
    assert caller.get("/api/Agent/me", caller.token()).status == 403


def test_names_only(play):
    caller = play("names-only-customers")
    row = caller.get(f"/api/Client{ONE}", caller.token()).json()["clients"][0]
    assert set(row) == {"id", "name", "use"}


def test_some_clients_only(play):
    caller = play("restricted")
    assert caller.get("/api/Client", caller.token()).json()["record_count"] == 2


def test_in_no_team_there_are_no_clients_but_products(play):
    caller = play("no-team")
    token = caller.token()
    assert caller.get("/api/Client", token).json()["record_count"] == 0
    assert caller.get("/api/Item", token).json()["record_count"] == 12


def test_nothing_recurring(play):
    caller = play("nothing-recurring")
    token = caller.token()
    assert caller.get("/api/RecurringInvoice", token).json()["record_count"] == 0
    assert caller.get("/api/Invoice", token).json()["record_count"] == 12


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["Client", "Invoice/2210", "Agent/me", "Ticket"])
def test_nothing_can_be_written_and_every_attempt_is_on_record(healthy, method, path):
    token = healthy.token()
    assert healthy.ask(method, f"/api/{path}", form={"x": "1"}, token=token).status == 405
    assert [(r.method, r.path) for r in healthy.sandbox.received.writes] == [
        (method, f"/api/{path}")
    ]


def test_a_token_request_is_no_write(healthy):
    healthy.ask_token()
    healthy.ask_token(path="/api/token")
    assert healthy.sandbox.received.writes == []


@pytest.mark.parametrize("path", ["/", "/portal/", "/config/integrations/api"])
def test_elsewhere_the_web_application_answers(healthy, path):
    answer = healthy.get(path)
    assert answer.status == 200
    assert b"HaloPSA" in answer.body


def test_the_web_application_shows_this_instances_words(play):
    assert b"Accounts" in play("labels-renamed").get("/config/agents/roles").body


def test_below_the_api_what_does_not_exist_is_missing(healthy):
    assert healthy.get("/api/Nonsense").status == 404


@pytest.mark.parametrize(
    ("scenario", "seconds"),
    [("healthy-hosted", 0), ("clock-behind", 3600), ("clock-ahead", -86400)],
)
def test_the_servers_clock(play, scenario, seconds):
    date = play(scenario).get("/api/InstanceInfo").headers["date"]
    ahead = parsedate_to_datetime(date).timestamp() - time.time()
    assert abs(ahead - seconds) < 5


def test_the_time_may_not_be_told(play):
    assert "date" not in play("clock-not-reported").get("/api/InstanceInfo").headers


def test_latency_is_added_to_each_answer(healthy):
    healthy.sandbox.latency = 0.2
    began = time.monotonic()
    healthy.get("/api/InstanceInfo")
    assert time.monotonic() - began >= 0.2
