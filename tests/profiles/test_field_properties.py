"""What holds for every text that anybody could type or paste."""

# ruff: noqa: RUF001 - letters that look like others are what this is about

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.halo.origin import origin_of
from halo_tui.profiles.rules.offering import fixes, offerable, usable
from halo_tui.profiles.rules.problems import WARNINGS, problems_of
from halo_tui.profiles.schema import GRADIENT_FIELDS

ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
BLOCKING = {"missing", "malformed", "insecure_scheme", "has_credentials"}

pieces = st.sampled_from(
    [
        "https://", "http://", "https:", "htps:/", "//", "/", "\\", "@", ":", ":443", ":99999",
        "?", "#", "acme", ".", "halopsa.com", "ha1opsa.co", "hаlopsa.com", "xn--", "evil.test",
        "localhost", "[::1]", "10.0.0.1", "/api", "/auth", "/auth/", "/token", "/portal", "/..",
        "%41", "%", " ", "\n", "\t", "\u200b", "\u00a0", "\u202e", "“", "”", '"', "'", "•", "***",
        "…", "–", "Not set", "None", ID, SECRET, "Client ID: ", "ü", "．", "\ud800", "\0", "",
    ]
)  # fmt: skip
texts = st.one_of(st.lists(pieces, max_size=9).map("".join), st.text(max_size=40))
profiles = st.fixed_dictionaries(
    {
        "hosting": st.sampled_from(["hosted", "on-premise"]),
        "client_secret_ref": st.one_of(st.just(""), texts),
        **dict.fromkeys(GRADIENT_FIELDS, texts),
    }
)
fields = st.sampled_from(GRADIENT_FIELDS)


@given(fields, profiles)
def test_checking_never_raises_and_speaks_json(field, values):
    for problem in problems_of(field, values):
        json.dumps(dict(problem.evidence))


@given(fields, profiles)
def test_after_the_one_key_fix_nothing_is_wrong_with_the_field(field, values):
    changed = fixes(field, values)
    if changed:
        assert problems_of(field, {**values, **changed}) == []
        assert fixes(field, {**values, **changed}) == {}


@given(fields, profiles, texts)
def test_after_an_offer_is_accepted_nothing_is_wrong_with_the_field(field, values, text):
    value = offerable(field, text, values)
    if value is not None:
        assert problems_of(field, {**values, field: value}) == []
        assert value != values[field]


@given(fields, profiles, texts)
def test_a_value_that_somebody_gave_is_used_only_if_no_rule_refuses_it(field, values, text):
    value = usable(field, text, values)
    if value is not None:
        after = {**values, "client_secret_ref": "", field: value}
        assert {problem.reason for problem in problems_of(field, after)} <= WARNINGS


@given(st.sampled_from(["resource_server", "authorization_server"]), texts)
def test_an_address_that_may_be_contacted_has_one_meaning(field, text):
    problems = {problem.reason for problem in problems_of(field, {field: text})}
    if not problems & BLOCKING:
        origin = origin_of(text)
        assert origin.scheme == "https"
        assert (
            text.lower()
            .removeprefix("https://")
            .startswith((origin.host, f"[{origin.host}", text.lower().split("/")[2].split(":")[0]))
        )


@given(profiles)
def test_no_problem_repeats_a_secret(values):
    for field in GRADIENT_FIELDS:
        for problem in problems_of(field, values):
            assert SECRET not in repr(problem) or field.endswith("_server")


@given(texts.filter(lambda text: text.isprintable() and len(text) > 7))
def test_the_evidence_never_holds_what_stands_in_the_secret_field(text):
    for problem in problems_of("client_secret", {"client_secret": text, "client_id": ID}):
        assert text not in json.dumps(dict(problem.evidence))


@pytest.mark.alone
def test_checking_keeps_up_with_typing_and_with_a_pasted_novel():
    values = {
        "hosting": "hosted", "client_id": ID, "client_secret": SECRET, "tenant": "acme",
        "resource_server": "https://acme.hаlopsa.com/api/Client?x=1",
        "authorization_server": "“https://acme.halopsa.com/auth”",
    }  # fmt: skip
    novel = dict.fromkeys(values, "https://a.b/ \u200b…" * 100000)
    for given_values, limit in ((values, 0.005), (novel, 0.05)):
        spent = []
        for _ in range(20):
            start = time.perf_counter()
            for field in GRADIENT_FIELDS:
                problems_of(field, given_values)
            spent.append(time.perf_counter() - start)
        assert sorted(spent)[4] < limit
