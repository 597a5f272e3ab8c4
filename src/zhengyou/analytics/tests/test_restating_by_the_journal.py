"""Frozen sums placed by the journal are the count of frozen facts placed by the journal, whatever happened between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from zhengyou.analytics.rules.restating import Divided, Gone, Merged, Standing, Step, crossing, follow, terms
from zhengyou.scoping.prefix import label


@dataclass
class Tree:
    """Places by number with the one above (0 is the root), units and branches by number with their place, what was done."""

    above: dict[int, int] = field(default_factory=lambda: {0: -1})
    units: dict[int, int] = field(default_factory=dict)
    branches: dict[int, int] = field(default_factory=dict)
    journal: list[Step] = field(default_factory=list)

    def path(self, place: int) -> str:
        return "" if place < 0 else self.path(self.above[place]) + label(place)

    def below(self, place: int) -> list[int]:
        return [one for one in self.above if self.path(one).startswith(self.path(place))]


def move(tree: Tree, place: int, target: int) -> None:
    if place and target not in tree.below(place):
        tree.above[place] = target


def merge(tree: Tree, place: int, target: int) -> None:
    if place and target not in tree.below(place):
        for one, above in tree.above.items():
            if above == place:
                tree.above[one] = target
        for kind in (tree.units, tree.branches):
            kind.update({one: target for one, at in kind.items() if at == place})
        del tree.above[place]
        tree.journal.append(Merged(place, target))


def beside(tree: Tree, place: int, target: int) -> int:
    """A new place beside this one, or one that is there."""
    fresh = max(tree.above) + 1 + len(tree.journal) * 100
    goal = target if target != place else fresh
    tree.above.setdefault(goal, tree.above[place] if place else 0)
    return goal


def divide(tree: Tree, place: int, target: int) -> None:
    """Every other unit goes elsewhere."""
    goal = beside(tree, place, target)
    moved = frozenset(unit for unit, at in tree.units.items() if at == place and unit % 2)
    tree.units.update(dict.fromkeys(moved, goal))
    tree.journal.append(Divided(place, goal, Gone(units=moved)))


def divide_branches(tree: Tree, place: int, target: int) -> None:
    """Every other branch goes elsewhere, and no unit does."""
    goal = beside(tree, place, target)
    moved = frozenset(branch for branch, at in tree.branches.items() if at == place and branch % 2)
    tree.branches.update(dict.fromkeys(moved, goal))
    tree.journal.append(Divided(place, goal, Gone(branches=moved)))


def relocate(tree: Tree, place: int, target: int) -> None:
    """A unit moves by itself: no reorganisation, not in the journal."""
    for unit, at in tree.units.items():
        if at == place:
            tree.units[unit] = target
            return


def found(tree: Tree, place: int, _target: int) -> None:
    tree.units[max(tree.units, default=0) + 1] = place


DEEDS: list[Callable[[Tree, int, int], None]] = [move, merge, divide, divide_branches, relocate, found]
DEED = st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.integers(0, 30))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    tree = Tree()
    for place in range(1, draw(st.integers(2, 8))):
        tree.above[place] = draw(st.integers(0, place - 1))
    for unit in range(draw(st.integers(0, 12))):
        tree.units[unit] = draw(st.integers(0, len(tree.above) - 1))
    for branch in range(draw(st.integers(0, 6))):
        tree.branches[branch] = draw(st.integers(0, len(tree.above) - 1))
    return tree


def placed(at: int, one: int, journal: list[Step], kind: str = "units") -> int:
    """One unit or branch, followed naively from where it stood when the figures were frozen."""
    for step in journal:
        if step.source == at and (isinstance(step, Merged) or one in getattr(step.gone, kind)):
            at = step.target
    return at


@given(trees(), st.lists(DEED, max_size=8))
def test_the_sum_on_todays_tree_is_the_count_of_frozen_facts_placed_by_the_journal(
    tree: Tree, deeds: list[tuple[Callable[[Tree, int, int], None], int, int]]
) -> None:
    then, branches, above = dict(tree.units), dict(tree.branches), dict(tree.above)
    cells = {place: sum(at in tree.below(place) for at in then.values()) for place in above}
    for deed, one, other in deeds:
        places = sorted(tree.above)
        deed(tree, places[one % len(places)], places[other % len(places)])

    followed = {place: follow(place, tree.journal) for place in above}
    now = {place: tree.path(followed[place].rest) for place in above}
    standing = [
        Standing(place, now[place], now[above[place]] if above[place] >= 0 else "") for place in above
    ]
    for target in tree.above:
        path = tree.path(target)
        total = sum(cells[place] * sign for place, sign in terms(standing, path).items())
        for place, gone in followed.items():
            for goal, some in gone.gone.items():
                part = sum(then.get(unit) == place for unit in some.units)
                total += part * crossing(now[place], tree.path(goal), path)
        facts = [tree.path(placed(at, unit, tree.journal)) for unit, at in then.items()]
        assert total == sum(fact.startswith(path) for fact in facts)
    for branch, at in branches.items():  # nobody who was in a branch is lost sight of
        came_to = placed(at, branch, tree.journal, "branches")
        here = followed[at]
        elsewhere = {goal for goal, some in here.gone.items() if branch in some.branches}
        assert elsewhere == ({came_to} - {here.rest})


def test_a_tree_that_did_not_change_gives_each_place_its_own_cell() -> None:
    places = [
        Standing(0, "0000", ""),
        Standing(1, "00000000", "0000"),
        Standing(2, "000000000000", "00000000"),
    ]
    assert [terms(places, place.now) for place in places] == [{0: 1}, {1: 1}, {2: 1}]


def test_a_division_undone_by_a_later_one_leaves_nobody_elsewhere() -> None:
    both = Gone(units=frozenset({7, 8}), branches=frozenset({3}))
    assert follow(1, [Divided(1, 2, both), Divided(2, 1, both)]).gone == {}
