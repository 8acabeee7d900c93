"""The site of the documents in a real browser that reaches no other machine: its search finds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

pytestmark = pytest.mark.peer

ROOT = Path(__file__).parents[2]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
LINK = re.compile(r'(?:href|src)="(?!https?:|mailto:|data:|#)([^"#?]+)')
"""A link within the site."""
WATCH = b"""<!doctype html><iframe src="/?q=intermediate" width="1200" height="800"></iframe>
<script>
const site = document.querySelector("iframe");
const timer = setInterval(() => {
  const links = [...site.contentDocument.querySelectorAll("a.md-search-result__link")];
  if (!links.length) return;
  clearInterval(timer);
  const parts = site.contentWindow.performance.getEntriesByType("resource");
  fetch("/seen", {method: "POST", body: JSON.stringify({
    links: links.map(link => link.href), parts: parts.map(part => part.name)})});
}, 100);
</script>"""
"""Searches in a frame, and posts what is found."""


class Site(SimpleHTTPRequestHandler):
    """Serves a folder, and a page that watches its search."""

    def __init__(self, seen: Queue[dict[str, list[str]]], *args: object, **others: object) -> None:
        self._seen = seen
        super().__init__(*args, **others)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """One of the files, or the page that watches."""
        if self.path != "/watch":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(WATCH)

    def do_POST(self) -> None:
        """Take what that page has seen."""
        self._seen.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built as strictly as CI does."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def found(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """What a search on the site shows in a browser."""
    seen: Queue[dict[str, list[str]]] = Queue()
    handler = partial(Site, seen, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = subprocess.Popen(
            [BROWSER, "--headless", "--no-sandbox", "--disable-gpu",
             f"--user-data-dir={tmp_path_factory.mktemp('browser')}",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             f"http://127.0.0.1:{server.server_port}/watch"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield seen.get(timeout=90)
        finally:
            browser.kill()
            browser.wait()
            server.shutdown()


def test_search_finds_a_page_without_internet(found: dict[str, list[str]]) -> None:
    assert any("/certificate-chain.html" in link for link in found["links"]), found["links"]


def test_no_part_of_a_page_is_on_another_machine(found: dict[str, list[str]]) -> None:
    assert [part for part in found["parts"] if not part.startswith("http://127.0.0.1:")] == []


def test_every_link_leads_to_a_file_so_that_no_server_is_needed(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    dead = [
        f"{page.name}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).is_file()
    ]
    assert pages and not dead, dead


def test_a_page_is_shown_from_its_file(site: Path, tmp_path: Path) -> None:
    page = site / "how-to" / "certificate-chain.html"
    shown = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
         "--virtual-time-budget=5000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=90,
    ).stdout  # fmt: skip
    assert "md-nav__link--active" in shown
    assert 'href="../tutorial.html"' in shown
