"""What the answers to token requests say together about one permission."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from halo_tui.checks.subjects.grants import AllAnswer, Grants, Ticked
from halo_tui.halo.scopes import REQUIRED
from halo_tui.halo.token import Fault, Granted, Refused

SCOPE = "edit:items"
REFUSED = Refused(Fault.SCOPE_REFUSED, 400, "invalid_scope")


def granted(*asked, listed=None):
    return Granted(SecretStr(f"token for {asked}"), frozenset(asked), listed)


def everything(*listed):
    return AllAnswer(granted("all", listed=frozenset(listed)))


TOGETHER = granted(*REQUIRED)


@pytest.mark.parametrize(
    ("grants", "answer_to_all", "expected"),
    [
        (Grants(granted(*REQUIRED, listed=frozenset(REQUIRED))), None, Ticked.YES),
        (Grants(granted(*REQUIRED, listed=frozenset({"read:items"}))), None, Ticked.NO),
        (Grants(granted(*REQUIRED, listed=frozenset())), everything(SCOPE), Ticked.NO),
        (Grants(TOGETHER), None, Ticked.AS_ASKED),
        (Grants(TOGETHER), AllAnswer(None), Ticked.AS_ASKED),
        (Grants(TOGETHER), AllAnswer(REFUSED), Ticked.AS_ASKED),
        (Grants(TOGETHER), everything(SCOPE), Ticked.YES),
        (Grants(TOGETHER), everything("read:items"), Ticked.NO),
        (Grants(TOGETHER), everything("all"), Ticked.AS_ASKED),
        (Grants(alone={SCOPE: granted(SCOPE)}), None, Ticked.AS_ASKED),
        (Grants(alone={SCOPE: granted(SCOPE, listed=frozenset())}), None, Ticked.NO),
        (Grants(alone={SCOPE: REFUSED}), None, Ticked.NO),
        (Grants(alone={SCOPE: REFUSED}), everything("all"), Ticked.NO),
        (Grants(alone={SCOPE: REFUSED}), everything("all", SCOPE), Ticked.YES),
        (Grants(alone={SCOPE: REFUSED}), everything(SCOPE), Ticked.UNKNOWN),
        (Grants(alone={SCOPE: Refused(Fault.SERVER_ERROR, 500)}), None, Ticked.UNKNOWN),
        (Grants(alone={SCOPE: None}), None, Ticked.UNKNOWN),
        (Grants(), None, Ticked.UNKNOWN),
    ],
)
def test_a_permission_is_ticked_when_the_answers_say_so(grants, answer_to_all, expected):
    assert grants.ticked(SCOPE, answer_to_all) is expected


def test_a_read_takes_the_token_for_reading_before_the_one_for_editing():
    edit, read = granted("edit:items"), granted("read:items")
    grants = Grants(alone={"edit:items": edit, "read:items": read})
    assert grants.token_for("read:items", "edit:items") is read.access_token


def test_no_token_is_used_for_a_permission_that_it_does_not_list():
    grants = Grants(granted(*REQUIRED, listed=frozenset({"read:items"})))
    assert grants.token_for("read:customers", "edit:customers") is None
