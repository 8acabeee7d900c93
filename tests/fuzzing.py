"""How many examples the tests with made-up input try.

`HALO_TUI_FUZZ=20000`, with `--timeout=0`, makes a long run.
"""

from __future__ import annotations

import os
from typing import Final

EXAMPLES: Final = int(os.environ.get("HALO_TUI_FUZZ", "60"))
"""Of each test: few each time the suite runs, which is often, and different ones."""
