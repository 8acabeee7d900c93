"""From the test screen to where it is mended, and to others: fields, steps, clipboard, files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from checks_on_screen import app_of, at, head, keys, press, record, running, said
from recorded_runs import HOST, WRONG_SECRET, a_run
from waiting import still

from halo_tui.ui.credentials.screen import CredentialsScreen

SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"


async def test_to_the_field_and_back_with_the_run_still_there(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "e")
        assert app_of(pilot).current_mode == "credentials"
        await press(pilot, "escape")
        assert app_of(pilot).current_mode == "test"
        assert "NOT READY" in head(pilot)[0]
        assert at(pilot) == ("oauth.token", HOST)


async def test_to_the_step_and_back(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "s")
        assert app_of(pilot).current_mode == "checklist"
        await press(pilot, "escape")
        assert at(pilot) == ("oauth.token", HOST)


async def test_finding_and_report_are_copied_without_the_secret(acme: str) -> None:
    record(a_run(WRONG_SECRET, evidence={"came": f"no such secret: {SECRET}"}))
    async with running(acme) as pilot:
        await asyncio.to_thread(app_of(pilot).session.stored)
        await press(pilot, "y")
        assert "oauth.token.wrong_secret" in pilot.app.clipboard
        await press(pilot, "c")
        assert "NOT READY" in pilot.app.clipboard
        assert "Acme production (acme)" in pilot.app.clipboard


async def test_a_missing_certificate_is_written_once_and_never_over_a_file(
    acme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    record(a_run({"tls.chain": "incomplete"}, evidence={"missing_pem": pem}))
    monkeypatch.chdir(tmp_path)
    async with running(acme) as pilot:
        assert "Save certificate" in keys(pilot)
        await pilot.press("w")
        await pilot.pause()
        await press(pilot, "enter")
        assert (tmp_path / "intermediate.crt").read_text() == pem
        await pilot.press("w")
        await pilot.pause()
        await press(pilot, "enter")
        assert "is there already" in said(pilot)


@pytest.mark.parametrize(
    ("reasons", "field"),
    [(WRONG_SECRET, "client_secret"), ({"tls.chain": "incomplete_or_untrusted"}, "ca_file")],
)
async def test_the_field_has_the_cursor_the_first_time_the_form_is_opened(
    acme: str, reasons: dict[str, str], field: str
) -> None:
    record(a_run(reasons))
    async with running(acme) as pilot:
        await press(pilot, "e")
        await still(pilot)
        form = pilot.app.screen
        assert isinstance(form, CredentialsScreen)
        assert form.form.current_field == field
