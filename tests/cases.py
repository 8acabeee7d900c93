"""One question asked of many rows of data, as one test that names every row it fails for.

For checks that only compare data in memory: thousands of tests of their own would cost more to
collect and to report than to run. A test with a fixture or with side effects is parametrised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import product
from typing import Any

import pytest


def for_each(*columns: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make one test of a function that judges one case.

    Args:
        columns: what the function's arguments may be; every combination of them is a case.
    """
    cases = list(product(*columns))

    def one_test(judge: Callable[..., None]) -> Callable[[], None]:
        @wraps(judge)
        def all_of_them() -> None:
            assert cases, "there is nothing to ask"
            wrong = [text for case in cases if (text := _fault(judge, case))]
            if wrong:
                pytest.fail(f"{len(wrong)} of {len(cases)} cases:\n" + "\n".join(wrong), False)

        del all_of_them.__wrapped__  # or its arguments are fixtures
        return all_of_them

    return one_test


def _fault(judge: Callable[..., None], case: tuple[Any, ...]) -> str:
    """What is wrong with a case; nothing if it is right."""
    try:
        judge(*case)
    except (Exception, pytest.fail.Exception) as fault:  # whatever it is, the others are asked too
        named = ", ".join(str(getattr(part, "id", part))[:80] for part in case)
        return f"- {named}: {type(fault).__name__}: {fault}"
    return ""
