"""The HTML report in a real browser: it fits narrow and wide, light and dark, and two sheets."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from halo_tui.checks.events import CheckFinished, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.report.render import render

pytestmark = pytest.mark.peer

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
PEM = "-----BEGIN CERTIFICATE-----\n" + ("QUJD" * 16 + "\n") * 12 + "-----END CERTIFICATE-----\n"
LONG = "https://a-very-long-name-of-a-server-without-any-place-to-break-it.halo.example.com:8443"
QUESTIONS = """
<script>%s</script>
<script>
axe.run().then(found => {
  const answers = {
    violations: found.violations.map(each => each.id + ": " + each.help),
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    width: innerWidth,
    needed: document.documentElement.scrollWidth,
    cure: document.querySelector("ol").getBoundingClientRect().bottom,
    open: document.querySelectorAll("details[open]").length,
    landmarks: ["header", "main", "footer"].filter(name => document.querySelector(name)),
  };
  parent.document.body.setAttribute("data-answers", JSON.stringify(answers));
});
</script>
"""


def failing_run() -> str:
    """The report of a run with one failure, from which most others follow."""
    chain = CheckFinished(
        check="tls.chain", target=LONG, status=Status.FAIL, code="tls.chain.incomplete",
        summary="The server leaves out a certificate that its chain needs", who="web_server",
        means="Browsers hide this, because they remember or fetch what is missing. " * 3,
        cure=["Install it on the server, below its own certificate. " * 2] * 5,
        next_step="Install the missing certificate",
        evidence={"missing_pem": PEM, **{f"fact {number}": LONG for number in range(30)}},
    )  # fmt: skip
    rest = [
        CheckFinished(
            check=check, target=LONG, status=Status.SKIP, code=f"{check}.skipped",
            summary="Not run: tls.chain has to pass first", blocked_by="tls.chain",
        )
        for check in IDS if check != "tls.chain"
    ]  # fmt: skip
    began = RunStarted(profile="acme", at="2026-11-23T20:23:45Z", checks=list(IDS))
    ended = RunFinished(
        profile="acme", verdict=Verdict.NOT_READY, root_cause="tls.chain.incomplete", counts={},
        requests=3, ms=1234,
    )  # fmt: skip
    return render([began, chain, *rest, ended], "html", name="Acme production")


def browse(page: Path, *arguments: str) -> str:
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'browser'}", *arguments, page.as_uri(),
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return ended.stdout


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_it_is_accessible_and_fits(width: int, dark: bool, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    # The page itself forbids scripts; here one has to ask it questions.
    opened = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", failing_run())
    questions = QUESTIONS % AXE.read_text("utf-8")
    inner = html.escape(opened.replace("</body>", f"{questions}</body>"))
    # A window has a least width; a frame has none.
    frame = f'<iframe style="width:{width}px;height:900px;border:0" srcdoc="{inner}"></iframe>'
    page.write_text(f"<!DOCTYPE html><body>{frame}</body>", "utf-8")
    shown = browse(
        page, "--window-size=1300,1000", "--virtual-time-budget=20000", "--dump-dom",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
    )  # fmt: skip
    told = re.search(r'<body data-answers="([^"]*)"', shown)
    assert told, "the page gave no answers"
    answers: dict[str, Any] = json.loads(html.unescape(told[1]))
    assert answers["violations"] == []
    assert (answers["width"], answers["dark"]) == (width, dark)
    assert answers["needed"] <= width
    assert answers["open"] == 0 and answers["landmarks"] == ["header", "main", "footer"]
    if width == 1200:
        assert answers["cure"] <= 900, "the cure is not on the first screen"


def test_one_failure_is_printed_on_two_sheets(tmp_path: Path) -> None:
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(failing_run(), "utf-8")
    browse(page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed.read_bytes())) <= 2


def test_openssl_reads_the_certificate_out_of_the_report(tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(root), "-subj", "/CN=Missing"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    chain = CheckFinished(
        check="tls.chain", target=None, status=Status.FAIL, code="tls.chain.incomplete",
        summary="x", evidence={"missing_pem": root.read_text("utf-8")},
    )  # fmt: skip
    began = RunStarted(profile="acme", at="2026-11-23T20:23:45Z", checks=["tls.chain"])
    for form in ("text", "markdown", "html"):
        report = tmp_path / form
        report.write_text(render([began, chain], form), "utf-8")
        read = subprocess.run(
            ["openssl", "x509", "-in", str(report), "-noout", "-subject"], check=True,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert "Missing" in read.stdout
