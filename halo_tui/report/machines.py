"""The results of many profiles for other programs: JUnit XML, and Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from halo_tui.base.text import redact
from halo_tui.checks.events import CheckFinished, RunFinished
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.workspace.fleet import ProfileLine


def junit(lines: Iterable[ProfileLine]) -> str:
    """Return one test suite for each profile, with one test case for each check."""
    suites = "\n".join(part for line in lines for part in _suite(line))
    return redact(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suites}\n</testsuites>\n'
    )


def _suite(line: ProfileLine) -> Iterator[str]:
    results = [event for event in line.events if isinstance(event, CheckFinished)]
    failures = sum(result.status is Status.FAIL for result in results)
    skipped = sum(result.status in (Status.SKIP, Status.UNKNOWN) for result in results)
    name = quoteattr(line.slug)
    if line.problem:
        yield f'<testsuite name={name} tests="1" errors="1">'
        yield f'<testcase classname={name} name="profile">'
        yield f"<error message={quoteattr(line.problem)}/></testcase>\n</testsuite>"
        return
    yield (
        f'<testsuite name={name} tests="{len(results)}" failures="{failures}"'
        f' skipped="{skipped}" timestamp={quoteattr(line.at)}>'
    )
    for result in results:
        yield from _case(name, result)
    yield "</testsuite>"


def _case(suite: str, result: CheckFinished) -> Iterator[str]:
    title = f"{result.check} {result.target}" if result.target else result.check
    yield f'<testcase classname={suite} name={quoteattr(title)} time="{result.ms / 1000:.3f}">'
    message = quoteattr(f"{result.code}: {result.summary}")
    if result.status is Status.FAIL:
        steps = "\n".join(result.cure)
        yield f"<failure message={message}>{escape(steps)}</failure>"
    elif result.status in (Status.SKIP, Status.UNKNOWN):
        yield f"<skipped message={message}/>"
    yield "</testcase>"


def prometheus(lines: Iterable[ProfileLine]) -> str:
    """Return the gauges of each profile, in the text format (version 0.0.4)."""
    found = list(lines)
    return redact("\n".join(part for name in _GAUGES for part in _gauge(name, found)) + "\n")


_GAUGES = {
    "halo_tui_ready": "1 where the last run was ready, 0 where it was not.",
    "halo_tui_verdict": "1 for the verdict that the last run came to.",
    "halo_tui_root_cause": "1 for the code of the root cause, with who must act.",
    "halo_tui_checks": "Checks of the last run, by how they ended.",
    "halo_tui_certificate_days": "Days until the first certificate expires.",
    "halo_tui_run_timestamp_seconds": "When the last run began.",
    "halo_tui_run_seconds": "How long the last run took.",
}


def _gauge(name: str, lines: Iterable[ProfileLine]) -> Iterator[str]:
    yield from (f"# HELP {name} {_GAUGES[name]}", f"# TYPE {name} gauge")
    for line in lines:
        for labels, value in _values(name, line):
            pairs = {"profile": line.slug, **labels}
            shown = ",".join(f'{key}="{_label(text)}"' for key, text in pairs.items())
            yield f"{name}{{{shown}}} {value}"


def _values(name: str, line: ProfileLine) -> Iterator[tuple[dict[str, str], float]]:
    ended = next((event for event in line.events if isinstance(event, RunFinished)), None)
    match name:
        case "halo_tui_ready":
            yield {}, int(line.verdict is Verdict.READY and not line.problem)
        case "halo_tui_verdict":
            yield {"verdict": "unusable" if line.problem else str(line.verdict or "none")}, 1
        case "halo_tui_root_cause" if line.root_cause:
            yield {"code": line.root_cause, "who": line.who or ""}, 1
        case "halo_tui_checks" if ended:
            for status in Status:
                yield {"status": str(status)}, ended.counts.get(status, 0)
        case "halo_tui_certificate_days" if line.certificate_days is not None:
            yield {}, line.certificate_days
        case "halo_tui_run_timestamp_seconds" if line.at:
            yield {}, datetime.fromisoformat(line.at).timestamp()
        case "halo_tui_run_seconds" if ended:
            yield {}, ended.ms / 1000


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
