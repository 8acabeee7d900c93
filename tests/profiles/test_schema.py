"""The table of the fields, and everything that has to agree with it."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args, get_type_hints

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from halo_tui.cli import main
from halo_tui.profiles import schema
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import BY_KEY, GRADIENT_FIELDS, KEYS, ROWS


def test_the_model_has_exactly_the_saved_fields_in_their_order():
    assert tuple(Profile.model_fields) == KEYS == tuple(Profile(name="").values())


@pytest.mark.parametrize("key", KEYS)
def test_a_field_is_optional_and_secret_in_the_model_as_in_the_table(key: str):
    kind = get_type_hints(Profile)[key]
    assert BY_KEY[key].optional == (type(None) in get_args(kind))
    assert BY_KEY[key].secret == (SecretStr in (kind, *get_args(kind)))


def test_gradient_asks_for_five_values_in_its_own_order():
    assert [BY_KEY[key].gradient for key in GRADIENT_FIELDS] == [1, 2, 3, 4, 5]


def test_no_two_fields_share_a_key():
    assert len(BY_KEY) == len(ROWS)


def test_every_plain_field_is_an_option_of_the_command():
    text = CliRunner().invoke(main, ["profiles", "add", "--help"]).output
    options = [f"--{row.key.replace('_', '-')}" for row in ROWS if row.option]
    assert all(option in text for option in options) and "--tenant" in options


def test_reading_the_table_loads_no_pydantic():
    code = f"import sys, {schema.__name__}; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
