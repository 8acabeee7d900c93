"""The nodes of the tree of checks: their items, and how to find and add them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from textual.widgets.tree import TreeNode

from halo_tui.checks.results import CheckKey


class Whole(Enum):
    """The item of the line for the whole run."""

    RUN = "the whole run"


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The item of the line above those checks of a subject that only follow from a cause."""

    subject: str


@dataclass(frozen=True, slots=True)
class Continuation:
    """The item of a line that continues the message of the check above; the cursor skips it."""

    key: CheckKey
    number: int


Item: TypeAlias = CheckKey | str | FollowUps | Continuation | Whole
"""What a node stands for: a check and its target, the title of a subject, or another line."""


def as_key(item: object) -> CheckKey | None:
    """Return the check and its target if the item is one; otherwise None."""
    return item if isinstance(item, tuple) else None


@dataclass(slots=True)
class CheckNodes:
    """The nodes of the tree by their items."""

    whole: TreeNode[Item] | None = None
    subjects: dict[str, TreeNode[Item]] = field(default_factory=dict)
    follow_ups: dict[str, TreeNode[Item]] = field(default_factory=dict)
    checks: dict[CheckKey, TreeNode[Item]] = field(default_factory=dict)
    _continuations: dict[CheckKey, list[TreeNode[Item]]] = field(default_factory=dict)

    @classmethod
    def below(
        cls,
        root: TreeNode[Item],
        groups: Mapping[str, Iterable[CheckKey]],
        follow_ups: Collection[CheckKey],
    ) -> CheckNodes:
        """Make the nodes, with all branches folded.

        Args:
            root: the root of an empty tree.
            groups: the checks by the title of their subject.
            follow_ups: the checks that only follow from a cause; they get a branch of their own,
                unless the subject has no other checks.
        """
        nodes = cls(whole=root.add_leaf("", Whole.RUN))
        for title, keys in groups.items():
            branch = nodes.subjects[title] = root.add("", title)
            own = [key for key in keys if key not in follow_ups]
            followed = [key for key in keys if key in follow_ups]
            for key in own or followed:
                nodes.checks[key] = branch.add_leaf("", key)
            if own and followed:
                inner = nodes.follow_ups[title] = branch.add("", FollowUps(title))
                for key in followed:
                    nodes.checks[key] = inner.add_leaf("", key)
        return nodes

    def are_those_of(
        self, groups: Mapping[str, Iterable[CheckKey]], follow_ups: Collection[CheckKey]
    ) -> bool:
        """Return whether `below` would make the same nodes again."""
        wanted: list[CheckKey] = []
        nested: set[CheckKey] = set()
        for keys in groups.values():
            found = list(keys)
            followed = [key for key in found if key in follow_ups]
            wanted += [*(key for key in found if key not in follow_ups), *followed]
            nested |= set(followed) if len(followed) < len(found) else set()
        inner = self.follow_ups.values()
        return wanted == list(self.checks) and nested == {
            key for key, node in self.checks.items() if node.parent in inner
        }

    def branches(self) -> Iterator[tuple[str, TreeNode[Item]]]:
        """Yield every branch with its key, see `FoldingTree.branch_key`."""
        for title, node in self.subjects.items():
            yield title, node
        for title, node in self.follow_ups.items():
            yield f"{title} follow-ups", node

    def keys_of(self, title: str) -> list[CheckKey]:
        """Return the checks of a subject and their targets."""
        branches = [self.subjects[title], *filter(None, [self.follow_ups.get(title)])]
        return [key for key, node in self.checks.items() if node.parent in branches]

    def node_of(self, item: Item) -> TreeNode[Item] | None:
        """Return the node of an item, or the folded branch that hides it; None without a line."""
        if isinstance(item, Whole):
            node = self.whole
        elif isinstance(item, str):
            node = self.subjects.get(item)
        elif isinstance(item, FollowUps):
            node = self.follow_ups.get(item.subject)
        else:
            node = self.checks.get(item.key if isinstance(item, Continuation) else item)
        while node is not None and (hiding := _folded_branch_above(node)) is not None:
            node = hiding
        return node

    def line_for(self, key: CheckKey, in_use: Iterable[CheckKey]) -> CheckKey:
        """Find a line for a check whose target was not known before; add one if none is free.

        Args:
            key: the check and its target.
            in_use: the checks and targets whose lines are in use.

        Returns:
            The same key; it has a line now, unless the filter hides it.
        """
        same = [other for other in self.checks if other[0] == key[0]]
        if key in self.checks or not same:
            return key
        taken = set(in_use)
        free = next((other for other in same if other not in taken), None)
        if free is not None:
            node = self.checks.pop(free)
            node.data = key
        else:
            last = self.checks[same[-1]]
            assert last.parent is not None
            node = last.parent.add_leaf("", key, after=last)
        self.checks[key] = node
        return key

    def continued(self, key: CheckKey) -> int:
        """Return the number of lines that continue the message of a check."""
        return len(self._continuations.get(key, ()))

    def continue_in(self, key: CheckKey, count: int) -> list[TreeNode[Item]]:
        """Return the nodes that continue the message of a check.

        Args:
            key: the check and its target.
            count: the number of nodes needed; nodes are added or removed accordingly.
        """
        nodes = self._continuations.setdefault(key, [])
        owner = self.checks[key]
        while len(nodes) > count:
            nodes.pop().remove()
        while len(nodes) < count:
            assert owner.parent is not None
            above = nodes[-1] if nodes else owner
            item = Continuation(key, len(nodes))
            nodes.append(owner.parent.add_leaf("", item, after=above))
        return nodes


def _folded_branch_above(node: TreeNode[Item]) -> TreeNode[Item] | None:
    branch = node.parent
    while branch is not None:
        if branch.is_collapsed and not branch.is_root:
            return branch
        branch = branch.parent
    return None
