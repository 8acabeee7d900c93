"""The report in every format: complete, in order, free of secrets, harmless to open."""

from __future__ import annotations

import json
import re
import time
import tomllib
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.base import text
from halo_tui.base.cells import cells, wrap
from halo_tui.checks.events import Cause, CheckFinished, RunFinished, RunStarted
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.report.render import FORMATS, render

ACME = "https://acme.halopsa.com"
SECRET = "report-secret-0f1e2d3c"
each_format = pytest.mark.parametrize("format_", FORMATS)


def finished(check, status=Status.PASS, reason="ok", summary="As it should be", **members):
    members = {"target": None, "ms": 12, **members}
    return CheckFinished(
        check=check, status=status, code=f"{check}.{reason}", summary=summary, **members
    )


ROOT = finished(
    "oauth.token", Status.FAIL, "wrong_secret", "Halo knows the ID and refuses the secret",
    target=ACME, means="The secret is not the one that Halo has.",
    causes=[
        Cause("It was copied before Save", True), Cause("It was cut short", False),
        Cause("It was generated anew"),
    ],
    cure=["Open the application and generate a new secret.", "Paste it into the profile."],
    next_step="Compare the last four characters",
    evidence={"subject": "token", "status": 401, "answer": {"error": "invalid_client"}},
)  # fmt: skip

RESULTS = [
    finished("tls.certificate", Status.WARN, "expires_soon", "It expires in 9 days", target=ACME,
             who="web_server"),
    finished("halo.instance", target=ACME, evidence={"version": "2.236.133"}),
    finished("access.items", Status.SKIP, "skipped", "Not run", blocked_by="oauth.token"),
    finished("agent.identity", Status.FAIL, "no_agent", "It acts as nobody"),
    finished("network.clock", Status.UNKNOWN, "not_reported", "Nobody told the time"),
    ROOT,
    finished(
        "gradient.allow_list", Status.UNKNOWN, "unknowable", "Ask who runs the firewall",
        evidence={"addresses": ["3.19.3.152", "3.19.4.238"], "port": 443, "proxied": False},
    ),
]  # fmt: skip
PLAN = [
    "tls.certificate", "halo.instance", "oauth.token", "agent.identity", "access.items",
    "network.clock", "gradient.allow_list",
]  # fmt: skip


def run(*results, root_cause="oauth.token.wrong_secret", verdict=Verdict.NOT_READY):
    began = RunStarted(profile="acme", at="2026-11-23T20:23:45Z", checks=PLAN)
    ended = RunFinished(
        profile="acme", verdict=verdict, root_cause=root_cause, counts={}, requests=9, ms=1234
    )
    return [began, *results, ended]


def report(format_, *results, **members):
    return render(run(*(results or RESULTS), **members), format_, name="Acme production")


def flat(rendered):
    """Without line breaks, markup's escapes and tags: what a reader sees."""
    return " ".join(re.sub(r"<[^>]*>|\\(?=[_.#*])", " ", rendered).split())


@each_format
@pytest.mark.parametrize(
    "written",
    [
        "Acme production", "acme", ACME, "oauth.token.wrong_secret", "refuses the secret",
        "generate a new secret", "It was copied before Save", "Compare the last four",
        "invalid_client", "It expires in 9 days", "3.19.3.152", "2.236.133", "It acts as nobody",
        "Ask who runs the firewall", "access.items",
    ],
)  # fmt: skip
def test_every_format_tells_it(format_, written):
    assert written in flat(report(format_))


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_the_order_begins_with_the_result_and_the_root_cause(format_):
    rendered = flat(report(format_)).lower()
    order = [
        "not ready:", "root cause", "what else needs a look", "could not be decided",
        "cannot be known from here", "all checks", "versions",
    ]  # fmt: skip
    places = [rendered.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_the_date_has_its_timezone(format_):
    assert "2026-11-23 20:23:45 UTC" in report(format_)


def test_the_evidence_that_only_fills_words_is_not_told():
    assert "subject" not in report("text")


def test_evidence_has_a_name_in_words():
    seen = finished("tls.certificate", Status.WARN, "x", evidence={"not_after": "2027-01-01"})
    assert "valid until: 2027-01-01" in report("text", seen)


def test_evidence_of_the_same_name_is_told():
    seen = finished("tls.chain", Status.WARN, "x", evidence={"subject": "CN=acme.test"})
    assert "subject: CN=acme.test" in report("text", seen)


def test_a_long_list_takes_a_line_for_each():
    chain = ["CN=leaf, O=Acme (valid until 2027-01-01)", "CN=intermediate, O=An Authority"]
    written = report("text", finished("tls.chain", Status.WARN, "x", evidence={"chain": chain}))
    assert f"- certificate sent 2: {chain[1]}" in written


KEYS = [
    finished("oauth.scope.read:invoices"),
    finished("oauth.scope.edit:invoices", Status.FAIL, "not_granted"),
    finished("role.invoices", evidence={"level": 2}),
    finished("access.invoices"),
]


@pytest.mark.parametrize(
    ("format_", "row"),
    [
        ("text", r"edit invoices +no +no +yes, Read and Modify"),
        ("markdown", r"\| edit invoices \| no \| no \| yes, Read and Modify \| .*edit:invoices"),
        ("html", r">edit invoices<td[^>]*>no<td[^>]*>no<td[^>]*>yes, Read and Modify<td.*edit:inv"),
    ],
)
def test_the_two_keys_stand_side_by_side(format_, row):
    assert re.search(row, report(format_, *KEYS))


def test_the_text_says_where_the_missing_key_is_turned():
    assert "Permissions: tick edit:invoices" in flat(report("text", *KEYS))


def test_json_has_the_two_keys():
    rows = json.loads(report("json", *KEYS))["keys"]
    edit = next(row for row in rows if row["scope"] == "edit:invoices")
    assert (edit["application"], edit["agent"], edit["short"]) == (False, True, "application")


def test_without_an_answer_there_are_no_keys_to_show():
    assert "TWO KEYS" not in report("text")


def test_causes_say_what_the_evidence_makes_of_them():
    written = flat(report("text"))
    assert "before Save (the evidence speaks for it)" in written
    assert "cut short (the evidence speaks against it)" in written
    assert "generated anew -" not in written


PEM = "-----BEGIN CERTIFICATE-----\n" + "QUJD" * 16 + "\nQUJD\n-----END CERTIFICATE-----\n"
CHAIN = finished(
    "tls.chain", Status.FAIL, "incomplete", "It leaves out a certificate", target=ACME,
    who="web_server", evidence={"missing_pem": PEM},
    cure=["Install it below the server's own certificate"],
)  # fmt: skip


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_certificate_keeps_its_lines(format_):
    assert f"\n{PEM}" in report(format_, CHAIN, root_cause="tls.chain.incomplete")


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_each_who_must_act_has_a_part(format_):
    written = flat(report(format_)).casefold()
    assert "root cause: for whoever keeps the connection" in written
    assert "what else needs a look: for the web server" in written


def test_one_part_can_be_had_alone():
    written = render(run(*RESULTS), "text", only_for="web_server")
    assert "It expires in 9 days" in written
    assert "refuses the secret" not in written.partition("\n\n")[2] and "ALL CHECKS" not in written


OF_THE_APPLICATION = re.compile(
    r"\bF\d\b|\bctrl\+|\bscreens?\b|\bchecklist\b|\bpalette\b|missing_pem", re.IGNORECASE
)
"""Names of what only this application has."""


def texts_in(value):
    """Every text in a finding, also in a part that has conditions."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in texts_in(each)]


@pytest.mark.parametrize("file", ["words", "causes"])
def test_no_finding_needs_this_application(file):
    folder = files("halo_tui.checks.diagnosis") / file
    shown = ("title", "name", "means", "causes", "otherwise", "decides", "next_step", "cure")
    written = [
        text
        for each in folder.iterdir()
        for found in tomllib.loads(each.read_text("utf-8")).values()
        if isinstance(found, dict)
        for text in texts_in([found.get(part, "") for part in shown])
    ]
    assert len(written) > 100
    assert [text for text in written if OF_THE_APPLICATION.search(text)] == []


def test_both_times_are_told_where_they_differ(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert "2026-11-23 20:23:45 UTC (2026-11-23 21:23:45 CET, UTC+0100)" in flat(report("text"))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_healthy_run_has_no_chapter_of_faults():
    written = report("text", finished("oauth.token"), root_cause=None, verdict=Verdict.READY)
    assert "READY: every essential check passed, seen from this computer" in written
    assert "ROOT CAUSE" not in written
    assert "NEEDS A LOOK" not in written


def test_a_run_that_was_stopped_says_so():
    assert "NOT FINISHED" in render(run(ROOT)[:-1], "text")


def test_no_events_make_a_report_too():
    assert "NOT FINISHED" in render([], "text")


@each_format
def test_a_known_secret_is_in_no_report(format_):
    text.learn_secret(SECRET)
    leaky = finished("oauth.token", Status.FAIL, "x", f"it said {SECRET}", means=SECRET,
                     cure=[SECRET], evidence={SECRET: [SECRET, {"deep": SECRET}]})  # fmt: skip
    assert SECRET not in render(run(leaky), format_, name=SECRET)


NASTY = (
    "a\x1b]52;c;x\x07\u202e\x9b31m\r\n`</code></td><script>alert(1)</script> [x](javascript:1) |"
)


def nasty():
    return finished("oauth.token", Status.FAIL, "wrong_secret", NASTY, target=NASTY, means=NASTY,
                    causes=[Cause(NASTY)], cure=[NASTY], next_step=NASTY,
                    evidence={NASTY: [NASTY, {NASTY: NASTY}]})  # fmt: skip


@each_format
def test_no_control_character_gets_through(format_):
    rendered = render(run(nasty()), format_, name=NASTY)
    assert not re.search(r"[^\n -~\u00a1-\u2027\u2030-\uffff]", rendered)


class Tags(HTMLParser):
    """Collects the elements and the addresses of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.addresses = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href"}]


def test_no_markup_from_outside_gets_into_the_page():
    assert Tags(render(run(nasty()), "html", name=NASTY)).tags == Tags(report("html")).tags


def test_the_page_fetches_nothing():
    page = Tags(report("html"))
    assert page.addresses == []
    assert not page.tags & {"script", "link", "img", "iframe"}


def test_the_page_is_ascii_so_that_no_encoding_can_harm_it():
    page = report("html", finished("tls.chain", Status.WARN, "x", "Ünïcode 漢字"))
    assert page.isascii()
    assert "&#28450;" in page


def test_the_page_is_for_light_and_dark():
    assert "prefers-color-scheme: dark" in report("html")


def test_no_markup_from_outside_gets_into_markdown():
    rendered = render(run(nasty()), "markdown", name=NASTY)
    obeyed = re.sub(r"\\.|`[^`\n]*`", "", rendered)
    assert not re.search(r"[<\[\]`]|^>", obeyed, re.MULTILINE)


def test_a_markdown_table_keeps_its_columns():
    rendered = render(run(nasty()), "markdown")
    rows = [line for line in rendered.splitlines() if line.startswith("| FAIL")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [6]


def test_json_is_one_object_with_the_events():
    written = json.loads(report("json"))
    assert [event["event"] for event in written["events"]] == [
        "run_started", *["check_finished"] * 7, "run_finished",
    ]  # fmt: skip


def test_json_names_the_outcome_at_the_top():
    written = json.loads(report("json"))
    assert (written["verdict"], written["root_cause"], written["name"], written["profile"]) == (
        "not_ready",
        "oauth.token.wrong_secret",
        "Acme production",
        "acme",
    )


def test_json_is_ascii():
    assert report("json", finished("tls.chain", summary="Ünïcode")).isascii()


def test_an_unknown_format_is_an_error():
    with pytest.raises(KeyError):
        report("pdf")


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=200)


@given(texts, texts)
def test_text_keeps_within_80_cells(summary, text):
    result = finished("oauth.token", Status.FAIL, "wrong_secret", summary, target=text, means=text,
                      evidence={summary: text})  # fmt: skip
    lines = render(run(result), "text", name=text).splitlines()
    assert max(map(cells, lines)) <= 80


evidences = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, evidences, max_size=4), st.sampled_from(FORMATS))
def test_any_evidence_can_be_told(evidence, format_):
    result = finished("oauth.token", Status.FAIL, "wrong_secret", evidence=evidence)
    assert "oauth.token" in render(run(result), format_)


@given(texts, st.sampled_from(["", "- ", "    10. "]))
def test_wrapping_loses_no_character(text, first):
    joined = "".join(line[len(first) :] for line in wrap(text, first=first, width=30))
    assert "".join(joined.split()) == "".join(text.split())
