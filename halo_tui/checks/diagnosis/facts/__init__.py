"""Facts that follow from several observations together, each computed by one small pure function.

The name of a function is the name of its fact. A fact is None while nothing decides it: conditions
of causes then neither speak for nor against. "No answer" (429, 5xx, out of time) decides nothing.
"""

from halo_tui.checks.diagnosis.facts import front, network, reads, sign_in
from halo_tui.checks.diagnosis.facts.observed import derive, names

__all__ = ["derive", "front", "names", "network", "reads", "sign_in"]
