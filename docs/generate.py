"""Writes what the documents say of checks, codes and scenarios, from the data of the program.

    .venv/bin/python docs/generate.py

It writes `failures.md`, `keys.md` and `events.schema.json` whole, and the part of `interface.md`
between its two marks. A test fails while one of them is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from events_schema import events_schema

from halo_tui.checks.diagnosis.findings import Finding, PossibleCause, all_findings, finding
from halo_tui.checks.plan import IDS, PLAN, Check, subjects
from halo_tui.checks.verdicts import Status
from halo_tui.guide.model import load_guide, step_proven_by
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.actions import ACTIONS, Action, shown_key

FOLDER: Final = Path(__file__).parent
BEGIN: Final = "<!-- from here on written by docs/generate.py -->"
END: Final = "<!-- up to here written by docs/generate.py -->"

SUBJECTS: Final[Mapping[str, str]] = {
    **{subject.key: subject.chapter for subject in subjects()},
    "*": "Any check",
}
"""The parts of the plan, in its order, in words."""

MEANING: Final[Mapping[Status, str]] = {
    Status.FAIL: "Gradient will not work",
    Status.WARN: "it works, but look",
    Status.UNKNOWN: "it cannot be decided from here, or was not",
    Status.PASS: "all is well",
}

INTRODUCTION: Final = """\
# Everything that can go wrong, and the cure

Each result of a check has a code: the check's id and a reason. This is what halo_tui says for each
of them, in the order in which a run meets them. A run puts what it found where there is
\u2039something\u203a here.

| result | means |
|---|---|
"""

REHEARSING: Final = """
`halo-tui demo --scenario NAME` plays a failure on the bundled sandbox Halo, as
[Rehearsing failures](rehearse.md) tells. Checks that passed have codes too, ending in `.ok`.
"""


def failures() -> str:
    """The whole of `failures.md`."""
    rows = "".join(f"| {status} | {MEANING[status]} |\n" for status in MEANING)
    parts = [INTRODUCTION + rows + REHEARSING, _contents()]
    for subject, found in _by_subject():
        parts += [_table(subject, found), *map(_entry, found)]
    return "\n".join(parts)


KEYS: Final = """\
# Keys

One key does one thing on all screens: `t` tests, `x` stops, `/` finds or filters, `e` leads to the
value, `y` copies, `w` writes a file, `a` shows all. Capitals change whole profiles. `?` lists the
keys of the open screen; a key that does nothing there says so.

In a field letters and digits are text. There `^` and a letter (hold ctrl) and the F-keys work: `^t`
tests, `^/` finds a field, `F1` to `F5` change the screen, `F9` lists the keys. Outside a field, on
Hosting or More, the letters work as everywhere.

| key | {screens} |
|---|{lines}|
"""

ACTION_TABLE: Final = """
## Keys of one's own

Any key can be changed in `config.toml`, under `[keymap]`, by the id of its action. An action that
works in fields, such as `credentials.save`, needs a key that is no text there. Tabs, hints,
messages and help then name your keys. An entry that cannot be used is named at the start; the
others work.

The cursor moves by the arrows, Home, End and Page keys, and by `j` and `k`, `g` to the first line
and `G` to the last, as in vim; Tab moves the focus. These keys cannot be given to an action.

| id | keys | does |
|---|---|---|
"""

MOUSE: Final = """
## The mouse

A click on a tab opens the screen, a click on a key in the last line presses it, a click on a row
selects it, and on the selected profile opens it; the wheel and the scroll bars scroll. The second
click of a double click does nothing else. `mouse = false` in `config.toml`,
`HALO_TUI_MOUSE=false` or `--no-mouse` leave the mouse to the terminal.

To select text while the application has the mouse, hold shift while you drag (iTerm2: option, macOS
Terminal: fn). Then copy as always in your terminal.
"""

OLD_KEYS: Final = """
## The keys of earlier versions

These are the keys from before, when a letter did different things on different screens:

```toml
[keymap]
"profiles.stop" = "X"
"profiles.delete" = "x,delete"
"profiles.sort" = "s"
"profiles.rename" = "r"
"profiles.notes" = "m"
"profiles.export" = "o"
"checklist.next" = "n"
"checklist.previous" = "N"
"checklist.copy_link" = "w"
"test.filter" = "v"
```
"""


def keys() -> str:
    """The whole of `keys.md`: a row a key, a column a screen."""
    screens = {**dict(SCREENS), "app": "everywhere"}
    shown: dict[str, dict[str, str]] = {}
    for action in ACTIONS:
        for key in action.keys.split(","):
            shown.setdefault(shown_key(key), {})[action.scope] = action.label
    names = " | ".join(screens.values())
    head = KEYS.format(screens=names, lines="|".join("---" for _ in screens))
    rows = (
        f"| `{key}` | {' | '.join(found.get(screen, '') for screen in screens)} |\n"
        for key, found in sorted(shown.items(), key=_order)
    )
    own = (f"| `{action.id}` | {_keys_of(action)} | {action.help} |\n" for action in ACTIONS)
    return head + "".join(rows) + ACTION_TABLE + "".join(own) + MOUSE + OLD_KEYS


def _keys_of(action: Action) -> str:
    return " ".join(dict.fromkeys(f"`{shown_key(key)}`" for key in action.keys.split(",")))


def _order(row: tuple[str, object]) -> tuple[int, str, str]:
    """Signs and letters first, a capital behind its small letter; then the keys with names."""
    key = row[0]
    return len(key), key.casefold(), key.swapcase()


def interface(text: str) -> str:
    """`interface.md` with the part between its marks written anew.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("interface.md lacks a mark")
    return f"{before}{BEGIN}\n{_checks_table()}{END}{after}"


def codes_of(check: str) -> list[str]:
    """Every code that a check ends with for reasons of its own, as it stands in the findings.

    A check that has words of its own for passing has them for everything.
    """
    own = [code for code in all_findings() if code.rpartition(".")[0] == check]
    if f"{check}.ok" in own:
        return own
    named = {code.rpartition(".")[2] for code in own}
    shared = (code for code in all_findings() if _stands_for(code, check))
    return [*own, *(code for code in shared if code.rpartition(".")[2] not in named)]


def _stands_for(pattern: str, check: str) -> bool:
    """Whether a code with a `*` in it is one of a check's."""
    wanted, given = pattern.split(".")[:-1], check.split(".")
    return len(wanted) == len(given) > 1 and all(
        part in ("*", other) for part, other in zip(wanted, given, strict=True)
    )


def _by_subject() -> Iterator[tuple[str, list[Finding]]]:
    """The findings that are no pass, under their subjects."""
    order = list(SUBJECTS)
    told = [found for found in all_findings().values() if found.status is not Status.PASS]
    told.sort(key=lambda found: order.index(_subject(found.code)))
    for subject, found in groupby(told, lambda each: _subject(each.code)):
        yield subject, list(found)


def _subject(code: str) -> str:
    return code.partition(".")[0]


def _contents() -> str:
    lines = [f"- [{SUBJECTS[subject]}](#{_anchor(subject)})" for subject, _ in _by_subject()]
    return "\n".join(lines) + "\n"


def _anchor(name: str) -> str:
    """A name to link to; `*` has no place in one."""
    return name.replace("*", "any").replace(":", "-")


def _link(code: str, text: str) -> str:
    return f"[`{text}`](failures.md#{_anchor(code)})"


def _table(subject: str, found: Sequence[Finding]) -> str:
    rows = [f'## <a id="{_anchor(subject)}"></a>{SUBJECTS[subject]}', ""]
    rows += ["| code | result | in a line | rehearse with |", "|---|---|---|---|"]
    for each in found:
        played = _played(each.code)
        name = f"`{played[0]}`" if played else ""
        link = f"[`{each.code}`](#{_anchor(each.code)})"
        rows.append(f"| {link} | {each.status} | {_words(each.title)} | {name} |")
    return "\n".join([*rows, ""])


def _entry(found: Finding) -> str:
    lines = [
        f'### <a id="{_anchor(found.code)}"></a>`{found.code}`: {found.status}',
        "",
        f"**{_words(found.title)}**",
        "",
        _words(found.means),
        "",
        "Possible causes:",
        "",
        *(f"- {_cause(cause)}" for cause in found.causes),
        "",
        "What to do:",
        "",
        *(f"{number}. {_cause(line)}" for number, line in enumerate(found.cure, start=1)),
        "",
    ]
    return "\n".join([*lines, *_links(found)])


def _cause(cause: PossibleCause) -> str:
    return _words(cause.text) + (" *(weighed by what a run finds)*" if cause.when else "")


def _links(found: Finding) -> list[str]:
    """Where in the checklist it is mended, and what plays it."""
    lines: list[str] = []
    steps = _steps(found)
    if steps:
        lines += [f"In the checklist: {'; '.join(steps)}.", ""]
    played = _played(found.code)
    if played:
        names = ", ".join(f"`{name}`" for name in played)
        lines += [f"Rehearse it: `halo-tui demo --scenario NAME` with {names}.", ""]
    return lines


def _steps(found: Finding) -> list[str]:
    """The guide's steps that mend it; two where they differ by the hosting."""
    titles = {step.id: step.title for step in load_guide().steps}
    checks = [check for check in IDS if found.code in codes_of(check)]
    led = {
        hosting: {found.step or step_proven_by(check, hosting=hosting) for check in checks}
        for hosting in ("hosted", "on-premise")
    }
    if led["hosted"] == led["on-premise"]:
        led = {"": led["hosted"]}
    return [
        f"{_words(titles[step])} (`{step}`{', ' if hosting else ''}{hosting})"
        for hosting, steps in led.items()
        for step in sorted(each for each in steps if each)
    ]


def _played(code: str) -> list[str]:
    """The scenarios in which a code, or one that its pattern stands for, must appear."""
    return [
        scenario.name
        for scenario in load_scenarios().values()
        if any(finding(played).code == code for played in scenario.codes)
    ]


_ESCAPED: Final = re.compile(r"([\\`*<\[\]|])")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def _words(text: str) -> str:
    """A text for people as Markdown, with what a run fills in set off."""
    escaped = _ESCAPED.sub(r"\\\1", text)
    return _PLACEHOLDER.sub(lambda name: f"\u2039{name[1].replace('_', ' ')}\u203a", escaped)


def _checks_table() -> str:
    rows = ["| id | looks | needs | reasons |", "|---|---|---|---|"]
    rows += [_row(check) for check in PLAN]
    rows += ["", "Any check can also end with these, which have nothing to do with its subject:"]
    general = [code for code in all_findings() if code.startswith("*")]
    rows += ["", *(f"- {_reason(code)}: {_words(finding(code).title)}" for code in general)]
    return "\n".join([*rows, ""])


def _row(check: Check) -> str:
    essential = " ●" if check.essential else ""
    looks = {"RUN": "once", "ORIGIN": "at each server"}.get(check.per.name, "")
    looks = looks or "at the " + check.per.name.lower().replace("_", " ")
    needs = ", ".join(f"`{needed}`" for needed in check.needs) or "nothing"
    told = [code for code in codes_of(check.id) if finding(code).status is not Status.PASS]
    return f"| `{check.id}`{essential} | {looks} | {needs} | {_reasons(told)} |"


def _reasons(codes: Iterable[str]) -> str:
    return ", ".join(map(_reason, codes))


def _reason(code: str) -> str:
    """A reason with its letter: F fail, W warn, U unknown."""
    letter = finding(code).status.value[0].upper()
    return f"{_link(code, code.rpartition('.')[2])} {letter}"


def main() -> None:
    """Write the documents."""
    (FOLDER / "events.schema.json").write_text(events_schema(), "utf-8")
    (FOLDER / "keys.md").write_text(keys(), "utf-8")
    (FOLDER / "failures.md").write_text(failures(), "utf-8")
    place = FOLDER / "interface.md"
    place.write_text(interface(place.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
