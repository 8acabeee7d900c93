"""What is handed to Gradient: five values, in its order and shape."""

from __future__ import annotations

import pytest

from halo_tui.report.handover import afterwards, handover

ACME = {
    "hosting": "hosted",
    "client_id": "c9534241-dde9-4d04-9d45-32b1fbff22ed",
    "client_secret": "the-secret-itself",
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "Acme",
}


def text_of(field, **changed):
    return next(value.text for value in handover({**ACME, **changed}) if value.field == field)


def test_the_order_and_the_names_are_gradients():
    assert [value.label for value in handover(ACME)] == [
        "Client ID",
        "Client Secret",
        "Resource Server",
        "Authorization Server",
        "Tenant",
    ]


def test_the_values_are_as_they_are():
    assert [value.text for value in handover(ACME)] == [
        ACME[name] for name in list(ACME) if name != "hosting"
    ]


@pytest.mark.parametrize("typed", ["https://a.test/auth", "https://a.test/auth/", " x/auth// "])
def test_the_authorization_server_ends_in_one_slash(typed):
    assert text_of("authorization_server", authorization_server=typed).endswith("auth/")


def test_a_missing_authorization_server_is_not_a_slash():
    assert text_of("authorization_server", authorization_server="") == ""


@pytest.mark.parametrize("typed", ["", "Not set", "acme"])
def test_on_premise_the_tenant_is_not_set(typed):
    assert text_of("tenant", hosting="on-premise", tenant=typed) == "Not set"


def test_a_hosted_tenant_keeps_its_case():
    assert text_of("tenant") == "Acme"


def test_blanks_around_a_value_are_not_handed_over():
    assert text_of("client_id", client_id=" abc\n") == "abc"


def test_only_the_secret_is_marked_as_one():
    assert [value.field for value in handover(ACME) if value.secret] == ["client_secret"]


def test_no_value_is_in_a_representation():
    assert ACME["client_secret"] not in repr(handover(ACME))


def test_values_that_are_missing_are_empty():
    assert [value.text for value in handover({})] == [""] * 5


def test_what_follows_is_pending_sync_and_the_wrong_psa():
    assert [step.id for step in afterwards()] == ["after.pending", "after.sync", "after.wrong_psa"]
