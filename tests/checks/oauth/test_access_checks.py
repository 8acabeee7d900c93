"""What the application can read, as whom, and which of the two keys is missing."""

from __future__ import annotations

import pytest

from halo_tui.checks.matrix import matrix
from halo_tui.checks.verdicts import Status


def row(result, resource, right):
    rows = matrix(result.finished)
    return next(r for r in rows if (r.resource, r.right) == (resource, right))


def test_each_thing_is_asked_for_once(ran):
    result = ran()
    places = [request.place for request in result.sandbox.received]
    assert sorted(places) == sorted(
        ["token", "token", "instance", "authinfo", "agent", "customers", "contracts", "items",
         "invoices", "recurring"]
    )  # fmt: skip
    assert result.end.requests == len(places)


def test_no_record_of_a_customer_is_in_the_events(ran):
    lines = "\n".join(event.as_json() for event in ran().events)
    assert "Alderbrook" not in lines


def test_the_id_token_names_the_agent_where_its_record_is_refused(ran):
    agent = ran("healthy-agent-refused").of("agent.identity")
    assert (agent.status, agent.evidence["source"]) == (Status.PASS, "id_token")


def test_without_an_agent_every_refusal_is_explained_by_that(ran):
    result = ran("login-type-not-agent")
    assert result.end.root_cause == "agent.identity.no_agent"


def test_a_role_that_is_too_low_explains_the_refused_read_of_the_same_records(ran):
    result = ran("no-access-customers")
    assert result.of("access.customers").status is Status.FAIL
    assert result.end.root_cause == "role.customers.too_low"


def test_a_switch_of_the_agents_own_is_the_first_suspect_where_the_role_is_right(ran):
    refused = ran("feature-access-off").of("access.customers")
    assert refused.evidence["role_enough"] is True
    assert "Feature Access" in refused.causes[0].text
    assert refused.step == "agent.feature_access"


def test_the_level_that_is_too_low_is_named_with_the_one_wanted(ran):
    result = ran("items-read-only").of("role.items")
    assert result.summary == "Items Access Level is Read Only, Gradient needs Read and Modify"


def test_levels_that_are_not_reported_are_unknown_and_no_failure(ran):
    result = ran("levels-not-reported")
    assert result.of("role.items").status is Status.UNKNOWN
    assert result.end.verdict == "ready"


def test_no_rows_raise_the_question_of_teams_first(ran):
    empty = ran("no-team").of("access.customers")
    assert (empty.status, empty.causes[0].fits) == (Status.WARN, True)


def test_the_firewalls_owner_gets_addresses_and_both_published_lists(ran):
    evidence = ran(only=("gradient.allow_list",)).of("gradient.allow_list").evidence
    assert evidence["servers"][0]["addresses"]
    assert len(evidence["published"]) == 2


def test_nothing_recurring_predicts_pending_and_counts_what_could_be_billed(ran):
    found = ran("nothing-recurring").of("billing.recurring")
    assert found.status is Status.WARN
    assert found.evidence["contracts"] > 0
    assert found.causes[-1].fits is False


def test_no_agreements_at_all_are_the_first_suspect_when_nothing_recurs(ran):
    assert ran("no-records").of("billing.recurring").causes[0].fits is True


# --- The two keys ---


def test_with_both_keys_every_right_that_gradient_needs_works(ran):
    rows = [r for r in matrix(ran().finished) if r.needed]
    assert [(r.result, r.short) for r in rows] == [(True, "")] * 7


def test_a_permission_that_is_missing_is_on_the_applications_side(ran):
    found = row(ran("not-ticked-edit-items"), "items", "edit")
    assert (found.application, found.agent, found.result) == (False, True, False)
    assert found.short == "application"
    assert "edit:items" in found.where


def test_a_level_that_is_missing_is_on_the_agents_side(ran):
    found = row(ran("items-read-only"), "items", "edit")
    assert (found.application, found.agent, found.short) == (True, False, "agent")
    assert "Items Access Level = Read and Modify" in found.where


def test_both_sides_can_be_short(ran):
    found = row(ran("no-access-at-all"), "invoices", "edit")
    assert found.short == "agent"
    assert found.result is False


def test_what_is_not_reported_stays_unknown(ran):
    found = row(ran("levels-not-reported"), "items", "edit")
    assert (found.agent, found.result, found.short) == (None, None, "")


def test_an_empty_list_alone_proves_no_right_to_read(ran):
    found = row(ran("no-access-customers-empty"), "customers", "read")
    assert found.result is False


def test_without_any_result_everything_is_unknown():
    rows = matrix([])
    assert len(rows) == 8
    assert {(r.application, r.agent, r.result, r.where) for r in rows} == {(None, None, None, "")}


# --- Discovery ---


def test_a_change_of_case_in_the_tenant_passes_with_a_note(ran):
    found = ran("healthy-tenant-case").of("halo.authinfo")
    assert (found.code, found.evidence["case_differs"]) == ("halo.authinfo.ok", True)


def test_an_old_version_is_named_with_what_was_current_long_ago(ran):
    found = ran("old-version").of("halo.instance")
    assert found.status is Status.WARN
    assert found.evidence["current_on"] < "2026-10-03"


@pytest.mark.parametrize("scenario", ["another-site-answers", "portal-answers"])
def test_somebody_else_at_the_address_is_the_root_cause(ran, scenario):
    assert ran(scenario).end.root_cause == "halo.instance.not_halo"
