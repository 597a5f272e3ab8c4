"""Frozen sums placed by the journal are the count of frozen facts placed by the journal, whatever happened between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from zhengyou.analytics.rules.restating import Divided, Merged, Standing, Step, crossing, follow, terms
from zhengyou.scoping.prefix import label


@dataclass
class Tree:
    """Places by number with the one above (0 is the root), units by number with their place, and what was done."""

    above: dict[int, int] = field(default_factory=lambda: {0: -1})
    units: dict[int, int] = field(default_factory=dict)
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
        for unit, at in tree.units.items():
            if at == place:
                tree.units[unit] = target
        del tree.above[place]
        tree.journal.append(Merged(place, target))


def divide(tree: Tree, place: int, target: int) -> None:
    """Every other unit goes to a new place beside it, or to one that is there."""
    fresh = max(tree.above) + 1 + len(tree.journal) * 100
    goal = target if target != place else fresh
    tree.above.setdefault(goal, tree.above[place] if place else 0)
    moved = frozenset(unit for unit, at in tree.units.items() if at == place and unit % 2)
    for unit in moved:
        tree.units[unit] = goal
    tree.journal.append(Divided(place, goal, moved))


def relocate(tree: Tree, place: int, target: int) -> None:
    """A unit moves by itself: no reorganisation, not in the journal."""
    for unit, at in tree.units.items():
        if at == place:
            tree.units[unit] = target
            return


def found(tree: Tree, place: int, _target: int) -> None:
    tree.units[max(tree.units, default=0) + 1] = place


DEEDS: list[Callable[[Tree, int, int], None]] = [move, merge, divide, relocate, found]
DEED = st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.integers(0, 30))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    tree = Tree()
    for place in range(1, draw(st.integers(2, 8))):
        tree.above[place] = draw(st.integers(0, place - 1))
    for unit in range(draw(st.integers(0, 12))):
        tree.units[unit] = draw(st.integers(0, len(tree.above) - 1))
    return tree


def placed(unit_at: int, unit: int, journal: list[Step]) -> int:
    """One unit, followed naively from where it stood when the figures were frozen."""
    for step in journal:
        if step.source == unit_at and (isinstance(step, Merged) or unit in step.units):
            unit_at = step.target
    return unit_at


@given(trees(), st.lists(DEED, max_size=8))
def test_the_sum_on_todays_tree_is_the_count_of_frozen_facts_placed_by_the_journal(
    tree: Tree, deeds: list[tuple[Callable[[Tree, int, int], None], int, int]]
) -> None:
    then, above = dict(tree.units), dict(tree.above)
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
            for goal, units in gone.units.items():
                part = sum(then.get(unit) == place for unit in units)
                total += part * crossing(now[place], tree.path(goal), path)
        facts = [tree.path(placed(at, unit, tree.journal)) for unit, at in then.items()]
        assert total == sum(fact.startswith(path) for fact in facts)


def test_a_tree_that_did_not_change_gives_each_place_its_own_cell() -> None:
    places = [
        Standing(0, "0000", ""),
        Standing(1, "00000000", "0000"),
        Standing(2, "000000000000", "00000000"),
    ]
    assert [terms(places, place.now) for place in places] == [{0: 1}, {1: 1}, {2: 1}]


def test_a_division_undone_by_a_later_one_leaves_nobody_elsewhere() -> None:
    steps = [Divided(1, 2, frozenset({7, 8})), Divided(2, 1, frozenset({7, 8}))]
    assert follow(1, steps).units == {}
