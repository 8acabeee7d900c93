"""Facts that follow from several results together, each computed by one small pure function.

The name of the function is the name of the fact. A fact is None if the results do not decide it;
conditions of causes then count neither for nor against a cause. An answer without a decision (429,
5xx, a timeout) decides nothing.
"""

from halo_tui.checks.diagnosis.facts import front, network, reads, sign_in
from halo_tui.checks.diagnosis.facts.observed import Facts, names

__all__ = ["Facts", "front", "names", "network", "reads", "sign_in"]
