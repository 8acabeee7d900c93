"""Access tokens of the sandbox that are looked for wherever they could have got to."""

from __future__ import annotations

import base64
import hmac
import secrets
from itertools import count
from types import SimpleNamespace
from typing import Final

import canary
import pytest

from halo_tui.sandbox import tokens

TOKEN: Final = "Ky8vRh2ZqW5tNc7LpX3dGf9sJb4mVa6e"
"""The beginning of every access and refresh token, and the signature of every JWT."""


def make_recognisable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every token of a sandbox in this process hold `TOKEN`."""
    numbers = count(10_000)
    signature = base64.urlsafe_b64decode(TOKEN)
    changed = {
        secrets: {"token_urlsafe": lambda _: f"{TOKEN}{next(numbers)}"},
        hmac: {"digest": lambda *_: signature},
    }
    for module, names in changed.items():
        monkeypatch.setattr(tokens, module.__name__, SimpleNamespace(**(vars(module) | names)))


def is_in(data: bytes) -> bool:
    """Whether a token, or a piece of one, is in some data."""
    return bool(canary.places(data, secret=TOKEN))
