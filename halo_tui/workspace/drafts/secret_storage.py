"""The places for a secret, with the words and the notation of the form."""

from __future__ import annotations

from typing import Final

from halo_tui.profiles.secrets.references import Storage

HINTS: Final = {
    Storage.PROFILE: "shown once, when it is generated",
    Storage.ENV: "a variable, such as HALO_SECRET",
    Storage.FILE: "path of a file with nothing else",
    Storage.CMD: "such as pass show halo",
    Storage.KEYRING: "empty keeps what is in the keyring",
}
"""The placeholder of the field, for each place."""

CHOICES: Final = {
    "p": Storage.PROFILE, "v": Storage.ENV, "f": Storage.FILE, "c": Storage.CMD,
    "k": Storage.KEYRING,
}  # fmt: skip
"""The keys that choose a place."""

WORDS: Final = {
    Storage.PROFILE: "profile",
    Storage.ENV: "variable",
    Storage.FILE: "file",
    Storage.CMD: "command",
    Storage.KEYRING: "keyring",
}


PLACES: Final = {
    Storage.PROFILE: "in the profile's file",
    Storage.ENV: "in a variable of the environment",
    Storage.FILE: "in a file of its own",
    Storage.CMD: "behind a command",
    Storage.KEYRING: "in this machine's keyring",
}


_LONGEST_NAME: Final = 24
"""Characters of a file name, or a path, up to which it is not shortened."""


def describe(storage: Storage, path: str, *, is_saved: bool) -> str:
    """Describe in one line where the secret is, or where it will be.

    Args:
        storage: the chosen place.
        path: the path of the profile's file.
        is_saved: whether the secret is already there.
    """
    match storage:
        case Storage.PROFILE:
            return f"{'kept in' if is_saved else 'goes into'} {path}, readable only by you"
        case Storage.ENV:
            return "read from this variable when a test needs it; not saved here"
        case Storage.FILE:
            return "read from this file when a test needs it; not saved here"
        case Storage.CMD:
            return "this command is run, without a shell, when a test needs it; not saved here"
        case Storage.KEYRING:
            return "kept in this machine's keyring; not saved in the profile's file"


def short_path(path: str) -> str:
    """Shorten a path in its middle, never inside a word: `~/…/contoso.toml`."""
    if len(path) <= _LONGEST_NAME:
        return path
    folders, slash, name = path.replace("\\", "/").rpartition("/")
    root = folders.split("/", 1)[0]
    stem, dot, suffix = name.rpartition(".")
    if len(name) > _LONGEST_NAME and "-" in stem:
        words = stem.split("-")
        while len(words) > 1 and len("-".join(words)) + len(suffix) > _LONGEST_NAME:
            words.pop()
        name = f"{'-'.join(words)}-…{dot}{suffix}"
    return f"{root}/…/{name}" if folders.count("/") > 0 else f"{folders}{slash}{name}"
