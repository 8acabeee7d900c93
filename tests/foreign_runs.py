"""Runs as another version, or somebody else, may have left them in the history."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from halo_tui.base import places
from halo_tui.checks.plan import IDS

STAMP = "20261124T120000.000000Z"


def _finished(check: str, code: str, **members: Any) -> dict[str, Any]:
    return {
        "event": "check_finished", "check": check, "target": None, "status": "fail", "code": code,
        "summary": f"What {check} says", "cure": ["Do this"], "step": "no.such.step",
        "field": "no_such_field", "ms": 1, "evidence": {"a": [1, {"b": None}]}, **members,
    }  # fmt: skip


def _run(*finished: dict[str, Any], checks: object = None, **ended: Any) -> list[Any]:
    began = {
        "event": "run_started", "profile": "acme", "at": "2026-11-24T12:00:00Z", "schema": 2,
        "checks": [*IDS, "quantum.entangled"] if checks is None else checks, "mood": "good",
    }  # fmt: skip
    end = {
        "event": "run_finished", "profile": "acme", "verdict": "not_ready",
        "root_cause": "quantum.entangled.apart", "counts": {"fail": 1}, "requests": 3, "ms": 9,
    }  # fmt: skip
    return [began, *finished, {**end, **ended}]


def _unknown_things() -> list[Any]:
    return _run(
        _finished("quantum.entangled", "quantum.entangled.apart", who="a_wizard"),
        _finished("tls.chain", "tls.chain.made_of_gold", target="https://acme.halopsa.com"),
        _finished("oauth.token", "oauth.token.ok", status="splendid"),
        _finished("nodots", "nodots"),
        _finished("", ""),
        {"event": "run_paused", "for": 3},
        diagnosis=[{"cause": "x", "code": "quantum.entangled.apart", "check": "quantum.entangled",
                    "target": None, "name": "Something new", "explains": [["nodots", None]]}],
        causes=["quantum.entangled.apart"],
    )  # fmt: skip


def _wrong_types() -> list[Any]:
    return _run(
        _finished("tls.chain", "tls.chain.incomplete", cure=[1, None, "x"], causes=[3, {"a": 1}]),
        _finished("tls.certificate", "tls.certificate.ok", evidence={"days_left": 10**40}, ms="x"),
        _finished("network.dns", "network.dns.ok", summary=7, evidence=[]),
        checks=[1, None, "tls.chain"],
        counts={"fail": "many", "pass": 1e400},
        verdict="sort_of",
        diagnosis=[{"cause": 1}, 7],
        causes=[None],
        at=4,
    )


CASES: dict[str, Callable[[], bytes]] = {
    "unknown things": lambda: _lines(_unknown_things()),
    "wrong types": lambda: _lines(_wrong_types()),
    "cut off": lambda: _lines(_unknown_things())[:-40],
    "cut off in the first line": lambda: b'{"event":"run_started","profile":"ac',
    "nothing": lambda: b"",
    "no text": lambda: bytes(range(256)) * 40,
    "nested": lambda: b"[" * 100_000,
    "huge": lambda: _lines(_unknown_things()) + b'{"event":"x"}\n' * 800_000,
    "only the end": lambda: _lines(_unknown_things()[-1:]),
    "escapes": lambda: _lines(
        _run(_finished("tls.\x1b[31m", "tls.\x1b]0;x\x07", summary="\x9b2J\u202e", means="\x1bc"))
    ),
}


def _lines(events: list[Any]) -> bytes:
    return "".join(f"{json.dumps(event)}\n" for event in events).encode()


def leave(case: str, slug: str = "acme") -> Path:
    """Put such a run, twice, into the history of a profile; the summary is no better."""
    folder = places.make_private(places.state_dir() / "history" / slug)
    for stamp in (STAMP, STAMP.replace("12", "13")):
        (folder / f"{stamp}.jsonl").write_bytes(CASES[case]())
    summary = {
        "path": f"{STAMP}.jsonl", "at": "soon", "verdict": "not_ready", "cause": "\x1b[31m",
        "root_cause": "quantum.entangled.apart", "counts": {"fail": 1, "odd": "x"},
        "certificate_days_left": "many", "mood": 3,
    }  # fmt: skip
    (folder / "last.json").write_text(json.dumps(summary), "utf-8")
    return folder / f"{STAMP}.jsonl"
