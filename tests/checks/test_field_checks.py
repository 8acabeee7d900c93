"""The five checks of the fields: one outcome each, and the secret for those that come after."""

import json
import stat
import time

import pytest
from pydantic import SecretStr

from halo_tui.checks.context import Context, Job, Options
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.subjects import fields as checks
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import GRADIENT_FIELDS
from halo_tui.profiles.store import Store

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
HEALTHY = Profile(
    name="Acme",
    client_id="c9534241-dde9-4d04-9d45-32b1fbff22ed",
    client_secret=SecretStr(SECRET),
    resource_server="https://acme.halopsa.com/api",
    authorization_server="https://acme.halopsa.com/auth/",
    tenant="acme",
)


async def outcome_of(field, profile, *, seconds=10.0):
    context = Context(profile, Options(timeout=seconds), None, None)
    return await getattr(checks, field)(context, Job(f"fields.{field}", None)), context


@pytest.mark.parametrize("field", GRADIENT_FIELDS)
async def test_a_healthy_profile_passes(field):
    outcome, _ = await outcome_of(field, HEALTHY)
    assert outcome.reason == "ok"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("client_id", SECRET, "swapped"),
        ("client_secret", "••••••••", "masked"),
        ("resource_server", "http://acme.halopsa.com/api", "insecure_scheme"),
        ("authorization_server", "https://acme.halopsa.com/auth", "no_trailing_slash"),
        ("tenant", "", "missing"),
    ],
)
async def test_the_worst_problem_is_the_outcome_and_has_words(field, value, reason):
    outcome, _ = await outcome_of(field, HEALTHY.changed(**{field: value}))
    assert outcome.reason == reason
    found = findings.finding(f"fields.{field}.{reason}")
    assert findings.placeholders(found) <= set(outcome.evidence)


async def test_a_missing_slash_does_not_stop_the_other_checks():
    assert not findings.finding("fields.authorization_server.no_trailing_slash").blocks


async def test_the_secret_is_handed_on_and_not_told():
    outcome, context = await outcome_of("client_secret", HEALTHY)
    assert context.facts.get(checks.ResolvedSecret).value.get_secret_value() == SECRET
    assert outcome.evidence["length"] == 73
    assert SECRET not in json.dumps(dict(outcome.evidence))


async def test_a_reference_is_followed(monkeypatch):
    monkeypatch.setenv("HALO_SECRET", f"{SECRET} ")
    profile = HEALTHY.changed(client_secret=None, client_secret_ref="env:HALO_SECRET")
    outcome, context = await outcome_of("client_secret", profile)
    assert outcome.reason == "invisible_characters"
    assert outcome.evidence["stored"] == "env:HALO_SECRET"
    assert context.facts.get(checks.ResolvedSecret)


async def test_a_reference_that_leads_nowhere_says_why():
    profile = HEALTHY.changed(client_secret=None, client_secret_ref="env:HALO_NOT_SET")
    outcome, context = await outcome_of("client_secret", profile)
    assert outcome.reason == "unreadable_reference"
    assert "HALO_NOT_SET" in outcome.evidence["why"]
    assert context.facts.get(checks.ResolvedSecret) is None


async def test_a_command_that_hangs_does_not_hold_the_run_up():
    profile = HEALTHY.changed(client_secret=None, client_secret_ref='cmd:["sleep", "30"]')
    start = time.monotonic()
    outcome, _ = await outcome_of("client_secret", profile, seconds=0.2)
    assert outcome.reason == "unreadable_reference"
    assert time.monotonic() - start < 10


async def test_a_secret_that_others_can_read_is_not_used(tmp_path):
    store = Store(tmp_path / "profiles")
    stored = store.create(HEALTHY)
    stored.path.chmod(stat.S_IRUSR | stat.S_IROTH)
    outcome, context = await outcome_of("client_secret", store.load("acme").profile)
    assert outcome.reason == "unreadable_reference"
    assert "0404" in outcome.evidence["why"]
    assert context.facts.get(checks.ResolvedSecret) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_id", f"{HEALTHY.client_id}:{SECRET}"),
        ("client_secret", f"Secret: {SECRET}"),
        ("resource_server", "https://acme.halopsa.com/apidoc/info"),
        ("authorization_server", "http://acme.halopsa.com/auth/token"),
        ("tenant", "Tenant: acme"),
    ],
)
async def test_where_a_field_holds_its_cure_that_is_the_first_step(field, value):
    secret = {"client_secret": None} if field == "client_id" else {}
    outcome, _ = await outcome_of(field, HEALTHY.changed(**{**secret, field: value}))
    first = findings.finding(f"fields.{field}.{outcome.reason}").cure_for(outcome.evidence)[0]
    assert first.startswith("In the profile, ")
    assert "unknown" not in first


async def test_no_key_is_named_that_would_leave_the_field_wrong():
    outcome, _ = await outcome_of("resource_server", HEALTHY.changed(resource_server="acme"))
    cure = findings.finding("fields.resource_server.malformed").cure_for(outcome.evidence)
    assert not any("F8" in step for step in cure)


async def test_a_secret_kept_elsewhere_is_not_fixed_by_a_key_of_the_form(monkeypatch):
    monkeypatch.setenv("HALO_SECRET", f"{SECRET} ")
    profile = HEALTHY.changed(client_secret=None, client_secret_ref="env:HALO_SECRET")
    outcome, _ = await outcome_of("client_secret", profile)
    cure = findings.finding("fields.client_secret.invisible_characters").cure_for(outcome.evidence)
    assert not any("F8" in step for step in cure)
