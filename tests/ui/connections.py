"""Profiles and runs for the tests of the screens."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from halo_tui.base import places
from halo_tui.checks.events import CheckFinished, RunFinished, RunStarted, Status, Verdict
from halo_tui.checks.plan import IDS
from halo_tui.workspace import history

SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"
ACME: dict[str, object] = {
    "name": "Acme production",
    "hosting": "hosted",
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme",
    "client_id": "c9534241-dde9-4d04-9d45-32b1fbff22ed",
    "client_secret": SECRET,
}


def write(slug: str, values: dict[str, object] = ACME, **others: object) -> Path:
    """A profile's file."""
    path = places.make_private(places.profiles_dir()) / f"{slug}.toml"
    path.write_text(tomli_w.dumps({"schema": 1, **values, **others}), "utf-8")
    path.chmod(places.FILE_MODE)
    return path


def record(slug: str, verdict: str, at: str, days_left: int, failed: str = "") -> None:
    """A run of all checks in the history."""
    certificate = CheckFinished(
        check="tls.certificate", target="https://acme.halopsa.com", status=Status.PASS,
        code="tls.certificate.ok", summary="The certificate is valid",
        evidence={"days_left": days_left},
    )  # fmt: skip
    failure = CheckFinished(
        check=failed.rpartition(".")[0], target=None, status=Status.FAIL, code=failed,
        summary="The agent is disabled in Halo",
    )  # fmt: skip
    ended = RunFinished(
        profile=slug, verdict=Verdict(verdict), root_cause=failed or None, counts={}, requests=1,
        ms=1,
    )  # fmt: skip
    begun = RunStarted(profile=slug, at=at, checks=list(IDS))
    history.record(slug, [begun, certificate, *([failure] if failed else []), ended])
