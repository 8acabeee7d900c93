"""The table of all actions: bindings, footer, help and palette are built from it.

A letter has the same meaning on all screens: `t` tests, `x` stops, `/` finds, `w` writes a file,
`y` copies the selection, `c` copies the report, `e` goes to the credentials (see `docs/keys.md`).

`[keymap]` in `config.toml` uses the ids of actions to change their keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

VIM_MOVES: Final[list[BindingType]] = [
    Binding("j", "cursor_down", show=False),
    Binding("k", "cursor_up", show=False),
    Binding("g", "scroll_home", show=False),
    Binding("G", "scroll_end", show=False),
]
"""Letter keys that move the cursor of trees and tables, as in vim."""

_MOVES: Final = frozenset(
    {"j", "k", "g", "G", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab",
     "shift+tab"}
)  # fmt: skip
"""Keys that move the cursor or the focus; no action can have one of them."""


class Action(NamedTuple):
    """Something that the user can do by a key."""

    id: str
    """`SCOPE.NAME`; the scope is a screen's name, or `app`."""
    keys: str
    """Textual's key names, separated by commas; the first one is shown."""
    label: str
    """A word or two, for the footer."""
    help: str
    """One sentence, for help and palette."""
    footer: bool = True
    """Whether the footer shows the action, if there is room."""
    priority: bool = False
    """Whether the key works even while an input has the focus (Textual's priority binding)."""

    @property
    def scope(self) -> str:
        """The first part of the id: a screen's name, or `app`."""
        return self.id.partition(".")[0]

    @property
    def is_of_the_tour(self) -> bool:
        """Whether the key works only while the guided tour of the demo is on."""
        return self.id.startswith("app.tour_")

    @property
    def method(self) -> str:
        """The name for Textual, `screen.NAME` or `app.NAME`, which calls `action_NAME` there."""
        name = self.id.partition(".")[2]
        return f"app.{name}" if self.scope == "app" else f"screen.{name}"


ACTIONS: Final = (
    Action("profiles.open", "enter", "Open", "Open the profile and go to its checklist"),
    Action("profiles.new", "n", "New", "Make a profile for another connection"),
    Action("profiles.edit", "e", "Credentials", "Edit the credentials of the profile"),
    Action("profiles.test_all", "t", "Test all", "Test every profile in the list"),
    Action("profiles.filter", "slash", "Filter", "Show only the profiles with this text"),
    Action("profiles.sort", "S", "Sort", "Sort by name, by state, or by time of the last test"),
    Action("profiles.rename", "R", "Rename", "Give the profile another name"),
    Action("profiles.duplicate", "d", "Duplicate", "Make a copy of the profile"),
    Action("profiles.stop", "x", "Stop", "Stop testing"),
    Action("profiles.delete", "delete,backspace", "Delete", "Delete the profile; can be undone"),
    Action("profiles.undo", "u", "Undo", "Bring the last deleted profile back"),
    Action("profiles.notes", "M", "Notes", "Edit the notes of the profile", False),
    Action("profiles.import", "i", "Import", "Take in a profile file, or a folder of them", False),
    Action("profiles.export", "w", "Export", "Write the profile to a file, without secret", False),
    Action("profiles.demo", "D", "Demo", "Try everything on a bundled sandbox Halo", False),
    Action("checklist.tick", "space", "Tick", "Mark the step as done, or not done"),
    Action(
        "checklist.next", "greater_than_sign,full_stop", "Next",
        "Go to the next step to do; in a search, the next hit",
    ),
    Action(
        "checklist.previous", "less_than_sign,comma", "Previous",
        "In a search, go to the hit before",
    ),
    Action("checklist.copy_value", "y", "Copy value", "Copy the value that the step asks for"),
    Action("checklist.copy_link", "Y", "Copy link", "Copy the page's address in this instance"),
    Action("checklist.search", "slash", "Find", "Find a step by its words or synonyms"),
    Action("checklist.read", "enter", "Read", "Go to the details of the step, and back", False),
    Action("checklist.to_field", "e", "To field", "Go to the field that the step fills"),
    Action("checklist.to_test", "t", "Test", "Test the connection now"),
    Action("checklist.all_steps", "a", "All steps", "Show or hide steps that do not apply"),
    Action("credentials.save", "ctrl+s", "Save", "Save the profile", priority=True),
    Action("credentials.test", "ctrl+t,t", "Test", "Save, then test the connection", priority=True),
    Action(
        "credentials.find", "ctrl+underscore,ctrl+slash,slash", "Find", "Find a field by its name",
    ),
    Action("credentials.mend", "f8", "Fix", "Fix the field as the line below it says"),
    Action("credentials.revert", "ctrl+z", "Revert", "Undo all that is not saved", priority=True),
    Action("credentials.storage", "f7", "Storage", "Choose where the secret is kept"),
    Action("credentials.reveal", "ctrl+r", "Reveal", "Show the secret for a moment", priority=True),
    Action("credentials.fill", "ctrl+f", "Fill in", "Ask Halo for the other values", priority=True),
    Action("test.run", "r,t", "Run", "Run all checks"),
    Action("test.run_failed", "f", "Run failed", "Run what did not pass, and what it needs"),
    Action("test.run_one", "o", "Run one", "Run the selected check, and what it needs"),
    Action("test.cancel", "x", "Stop", "Stop the run"),
    Action("test.to_step", "s", "To step", "Go to the step of the checklist that this is about"),
    Action("test.to_field", "e", "To field", "Go to the field that this is about"),
    Action("test.save_pem", "w", "Save certificate", "Write the missing certificate to a file"),
    Action("test.find", "slash", "Find", "Find a check by its name or its result"),
    Action("test.fold", "a", "Open all", "Open every group of checks, or fold what passed"),
    Action("test.matrix", "m", "Rights", "Show what application and agent may do"),
    Action("test.history", "p", "History", "Show earlier runs"),
    Action("test.filter", "z", "Filter", "Show all, only problems, only passes"),
    Action("test.read", "enter", "Read", "Go to the details and back, or open a run", False),
    Action("test.copy", "y", "Copy", "Copy the selected finding", False),
    Action("test.copy_report", "c", "Copy report", "Copy the report of the whole run", False),
    Action("handover.copy", "y,enter", "Copy", "Copy the selected value"),
    Action("handover.reveal", "v", "Reveal", "Show the secret for a moment"),
    Action("handover.test", "t", "Test", "Test the connection now"),
    Action("handover.find", "slash", "Find", "Find a value or a section of this page"),
    Action("handover.copy_report", "c", "Copy report", "Copy the report for a colleague"),
    Action("handover.save_report", "w", "Save report", "Write the report to a file"),
    Action("app.show_profiles", "1,f1", "Profiles", "Go to the list of profiles", False),
    Action("app.show_checklist", "2,f2", "Checklist", "Go to the connection checklist", False),
    Action("app.show_credentials", "3,f3", "Credentials", "Go to the credentials", False),
    Action("app.show_test", "4,f4", "Test", "Go to the test of the connection", False),
    Action("app.show_handover", "5,f5", "Hand-over", "Go to the values for Gradient", False),
    Action("app.go_back", "escape", "Back", "Go back to where you came from", False),
    Action(
        "app.next_profile", "f6", "Next profile",
        "Switch to the next profile, without leaving this screen", False,
    ),
    Action("app.command_palette", "ctrl+p", "Palette", "Find any action by its name", False),
    Action(
        "app.tour_next", "ctrl+n,f11", "Next", "In the demo's tour: go to the next step", False,
        priority=True,
    ),
    Action(
        "app.tour_leave", "ctrl+l,f12", "Leave",
        "In the demo's tour: end the tour, stay in the demo", False, priority=True,
    ),
    Action("app.help", "question_mark,f9", "Help", "Show what every key does here"),
    Action("app.quit", "ctrl+q", "Quit", "Leave halo_tui", priority=True),
)  # fmt: skip


def actions_of(scope: str) -> Iterator[Action]:
    """Return the actions of a screen, or of the application (`app`)."""
    return (action for action in ACTIONS if action.scope == scope)


def bindings(scope: str) -> list[BindingType]:
    """Return Textual's bindings for the actions of a scope."""
    return [binding for action in actions_of(scope) for binding in _bindings(action)]


def _bindings(action: Action) -> Iterator[Binding]:
    """Yield the bindings of an action: two if only some of its keys can have priority."""
    never_text, text = _split(action.keys)
    if action.priority and text:
        yield _binding(action, never_text, action.id, priority=True)
        yield _binding(action, text, action.id + _TEXT, priority=False)
    else:
        yield _binding(action, action.keys, action.id, priority=action.priority)


def _binding(action: Action, keys: str, name: str, *, priority: bool) -> Binding:
    return Binding(keys, action.method, action.label, show=False, priority=priority, id=name)


_TEXT: Final = ":text"
"""The suffix of the binding's id for those keys of an action that an input takes as text."""


def _split(keys: str) -> tuple[str, str]:
    """Return the keys that an input never takes as text, and the other keys."""
    names = [name.strip() for name in keys.split(",")]
    return (
        ",".join(name for name in names if _is_never_text(name)),
        ",".join(name for name in names if not _is_never_text(name)),
    )


def _is_never_text(key: str) -> bool:
    return key.startswith("ctrl+") or key[1:].isdigit()


def keymap_of_bindings(keymap: Mapping[str, str]) -> dict[str, str]:
    """Convert the user's keys from the ids of actions to the ids of bindings."""
    split = {action.id for action in ACTIONS if action.priority and _split(action.keys)[1]}
    found = {name: keys for name, keys in keymap.items() if name not in split}
    for name in split & set(keymap):
        never_text, text = _split(keymap[name])
        found |= {name: never_text, name + _TEXT: text}
    return found


_SHOWN: Final = {
    "question_mark": "?", "escape": "esc", "slash": "/", "space": "space", "delete": "del",
    "backspace": "bksp", "left_square_bracket": "[", "right_square_bracket": "]",
    "greater_than_sign": ">", "less_than_sign": "<", "full_stop": ".", "comma": ",",
    "ctrl+underscore": "^/", "ctrl+slash": "^/",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "plus": "+", "minus": "-",
}  # fmt: skip


def first_key(keys: str, *, while_typing: bool = False) -> str:
    """Return Textual's name of the first key.

    Args:
        keys: Textual's names, separated by commas; a character itself (`?`) is accepted too.
        while_typing: whether to prefer the first key that an input does not take as text.
    """
    never_text, _ = _split(keys)
    key = (never_text if while_typing and never_text else keys).split(",")[0].strip()
    return _key_names(key)[0] if len(key) == 1 and not key.isalnum() else key


def shown_key(keys: str, *, while_typing: bool = False) -> str:
    """Return the first key as the user reads it, such as `^p` or `F1`; see `first_key`."""
    key = first_key(keys, while_typing=while_typing)
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return "^" + key[5:]
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def usable_keys(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the user's own keys that can be used, and the errors in the others, as clauses.

    Textual reports nothing: it ignores unknown ids, and of two equal keys the last one wins.
    """
    keys = {**_of_the_tour(keymap), **keymap}
    problems: dict[str, str] = {}
    for name in keymap:
        if problem := _problem(name, keys):
            problems[name] = problem
    usable = {name: own for name, own in keys.items() if name not in problems}
    return usable, list(dict.fromkeys(problems.values()))


def _problem(name: str, keys: Mapping[str, str]) -> str:
    """Return why an action cannot have its own keys; empty if it can."""
    action = next((action for action in ACTIONS if action.id == name), None)
    if action is None:
        return f"there is no action {name!r}"
    if action.priority and not _split(keys[name])[0]:
        return f"{name} needs a key that is no text in a field, such as {action.keys.split(',')[0]}"
    wanted = _key_names(keys[name])
    if moving := next((key for key in wanted if key in _MOVES), ""):
        return f"{name} wants the key {moving!r}, which moves the cursor"
    for other in ACTIONS:
        both = {*wanted} & {*_key_names(keys.get(other.id, other.keys))}
        if other is not action and both and _meet(other, action):
            first, second = sorted((action, other), key=ACTIONS.index)
            return f"{first.id} and {second.id} both want the key {min(both)!r}"
    return ""


def _of_the_tour(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return keys for the actions of the tour, without those that the user wants for others."""
    wanted = {key for keys in keymap.values() for key in _key_names(keys)}
    left = {
        action.id: [key for key in _key_names(action.keys) if key not in wanted]
        for action in ACTIONS
        if action.is_of_the_tour and wanted & {*_key_names(action.keys)}
    }
    return {name: ",".join(keys) for name, keys in left.items() if keys}


def _key_names(keys: str) -> list[str]:
    """Return Textual's names of some keys; a character itself (`?`) is accepted too."""
    return [binding.key for binding in Binding.make_bindings([Binding(keys, "none")])]


def _meet(one: Action, other: Action) -> bool:
    return one.scope == other.scope or "app" in (one.scope, other.scope)
