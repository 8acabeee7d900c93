"""The keys of actions as the user has set them; every sentence that names a key asks here."""

from __future__ import annotations

from typing import Final

from halo_tui.ui.kit.actions import ACTIONS, shown_key
from halo_tui.ui.kit.lean_app import running_app
from halo_tui.ui.kit.themed_app import ThemedApp

_KEYS: Final = {action.id: action.keys for action in ACTIONS}


def keys_of(action_id: str) -> str:
    """Return Textual's names of an action's keys, separated by commas.

    They are the user's own in the running application, else those of the table of actions.

    Args:
        action_id: the id of the action, such as `test.run`.
    """
    app = running_app()
    own = app.own_keys if isinstance(app, ThemedApp) else {}
    return own.get(action_id, _KEYS[action_id])


def key_of(action_id: str, *, while_typing: bool = False) -> str:
    """Return the first key of an action as the user reads it, such as `^p` or `F1`.

    Args:
        action_id: the id of the action, such as `test.run`.
        while_typing: whether to prefer a key that an input does not take as text.
    """
    return shown_key(keys_of(action_id), while_typing=while_typing)
