"""Profiles in TOML, CSV, lines and the environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.workspace import importing

HEAD = "Name,Hosting,Resource Server,authorization_server,Tenant,Client ID"


def values(text, name=""):
    return [dict(found.values) for found in importing.read_profiles(text.encode(), name)]


def test_a_row_of_csv_is_a_profile():
    rows = f"{HEAD}\nA,hosted,https://a/api,https://a/auth/,a,1\nB,On-Premise,,,,\n"
    first, second = values(rows)
    assert first["name"] == "A" and first["authorization_server"] == "https://a/auth/"
    assert importing.profile_of(importing.Found("", second)).hosting == "on-premise"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_of_the_first_line(delimiter):
    text = f"Name{delimiter}Tenant\nA{delimiter}acme\n"
    assert values(text) == [{"name": "A", "tenant": "acme"}]


def test_toml_holds_one_profile_or_many():
    assert values('name = "A"\ntenant = "a"') == [{"name": "A", "tenant": "a"}]
    assert len(values('[[profile]]\nname = "A"\n[[profile]]\nname = "B"')) == 2


@pytest.mark.parametrize(
    "text",
    ["Client ID: c9534241-dde9-4d04-9d45-32b1fbff22ed\nTenant: acme", 'HALO_TENANT="acme"\n'],
)
def test_lines_with_captions_are_one_profile(text):
    found = values(text, "mine")[0]
    assert (found["name"], found["tenant"]) == ("mine", "acme")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no profile is in it"),
        (f"{HEAD}\n,hosted,x,,,\n,,y,,,\n", "does not say what the profile is called"),
        ('tenant = "a"', "does not say what the profile is called"),
    ],
)
def test_what_is_no_profile_is_said(text, why):
    assert why in importing.read_profiles(text.encode())[0].problem


def test_an_unknown_hosting_is_said_and_not_guessed():
    with pytest.raises(ValueError, match="neither hosted nor on-premise"):
        importing.profile_of(importing.Found("", {"name": "A", "hosting": "moon"}))


def test_the_environment_names_the_values():
    found = importing.from_environment({"HALO_CLIENT_ID": "1", "HALO_TENANT": "", "PATH": "/"})
    assert found == {"client_id": "1"}


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_no_bytes_break_the_reader(data):
    for found in importing.read_profiles(data):
        assert found.problem or found.values["name"]


def test_what_goes_into_no_field_is_said_and_tells_no_secret():
    secret = "0f6e2a34-8d0c-4b1e-9a55-0c2f6a7d9e11-5b0f6f0e-3f6a-4d53-8a0f-2c1d9d7f4b21"
    text = f"Tenant: acme\nFavourite colour: blue\nOld password: {secret}\nRoom 12\n"
    (found,) = importing.read_profiles(text.encode(), "mine")
    told = " ".join(found.not_understood)
    assert "Room 12" in told
    assert secret not in told


def test_what_a_table_has_too_much_is_named_not_dropped():
    (found,) = importing.read_profiles(b"name,client_idd,tenant\na,x,y,z\n")
    assert found.not_understood == (
        "the column 'client_idd' is not taken: there is no such field",
        "it has 4 values for 3 columns",
    )


def test_a_key_that_no_field_has_is_named():
    (found,) = importing.read_profiles(b'schema = 1\nname = "a"\ntenent = "b"\nnotes = 3\n')
    assert found.not_understood == (
        "'tenent' is not taken: there is no such field", "notes is not taken: it is no text",
    )  # fmt: skip
