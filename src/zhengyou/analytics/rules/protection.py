"""Small groups: which figures about people are withheld, so that nothing can be learned of fewer than five.

A figure is withheld when its group has one to four people. That alone protects nobody where a sum is shown as well: what is
withheld is the sum less its neighbours. So wherever something is withheld, enough of its neighbours are withheld with it that
together they are a group of five or more, and one of which not all answer alike: otherwise "none of the five" or "all of the
five" would say it of the small group too, even to somebody who knows how many people it has.

What is withheld depends on the numbers only, never on who looks, so that two people cannot put together what each is shown.
Sums are worked off in the order given, a total's before those of its parts. In a tree of territories a family then depends on
its own figures and on what was withheld above it: a page needs the families on its way up, not the whole tree (the tests
prove that both give the same).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhengyou.analytics.rules.elimination import determined

FEWEST = 5
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class People:
    """Numbers of people: the whole, those of it who count, and those beside the whole (left out, or not to be judged)."""

    whole: int
    counting: int = 0
    beside: int = 0

    @property
    def nobody(self) -> bool:
        """Whether there is no one to be counted; such a cell is shown, it says nothing of anybody."""
        return not (self.whole or self.beside)

    @property
    def small(self) -> bool:
        """Whether the group is of one to four. Where nobody is in the whole, those beside it are the group."""
        return 0 < (self.whole or self.beside) < FEWEST

    @property
    def alike(self) -> bool:
        """Whether all of the whole answer alike: 0 % or 100 %."""
        return self.counting in (0, self.whole)

    def __add__(self, other: People) -> People:
        return People(self.whole + other.whole, self.counting + other.counting, self.beside + other.beside)

    def less(self, other: People) -> People:
        """The difference; never below nobody, whatever is wrong with the figures."""
        return People(
            max(self.whole - other.whole, 0),
            max(self.counting - other.counting, 0),
            max(self.beside - other.beside, 0),
        )


NOBODY = People(0)


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """A cell and the cells that it is the sum of. What they lack of it is a part too, one that has no cell and is never shown."""

    total: Key
    parts: tuple[Key, ...]


def withheld(cells: Mapping[Key, People], sums: Sequence[Sum[Key]]) -> frozenset[Key]:
    """The keys of the cells that nobody is shown. A key that a sum names and that has no cell stands for nobody.

    sums: those of a total before those of its parts. A cell may be part of several, as in a table of two dimensions.
    """
    hidden = {key for key, people in cells.items() if people.small}
    while True:
        before = len(hidden)
        for one in sums:
            hidden |= _companions(one, cells, hidden)
        if len(hidden) == before:
            more = _still_open(cells, sums, hidden)
            if more is None:
                return frozenset(hidden)
            hidden.add(more)


def _companions(one: Sum[Key], cells: Mapping[Key, People], hidden: set[Key]) -> set[Key]:
    """The parts to withhold with those that are, the smallest that will do; none where nothing needs cover."""
    total = cells.get(one.total, NOBODY)
    parts = {key: cells[key] for key in one.parts if key in cells and not cells[key].nobody}
    group = _rest(one, cells) + _together(people for key, people in parts.items() if key in hidden)
    if total.nobody or (group.nobody and one.total not in hidden):
        return set()
    visible = sorted(
        (key for key in parts if key not in hidden),
        key=lambda key: (not parts[key].whole, parts[key].whole, parts[key].beside, one.parts.index(key)),
    )
    found: set[Key] = set()
    while visible and not _enough(group, total):
        key = next((key for key in visible if _enough(group + parts[key], total)), visible[0])
        visible.remove(key)
        found.add(key)
        group += parts[key]
    return found


def _rest(one: Sum[Key], cells: Mapping[Key, People]) -> People:
    """Whom the total counts and no part does: units that stand right under a county, say."""
    return cells.get(one.total, NOBODY).less(_together(cells.get(key, NOBODY) for key in one.parts))


def _together(people: Iterable[People]) -> People:
    return sum(people, NOBODY)


def _enough(group: People, total: People) -> bool:
    """Whether the group may be known: five or more, and not all alike, unless the total says so of everybody anyway."""
    if group.nobody or group.small:
        return False
    return not group.whole or not group.alike or total.alike


def _still_open(cells: Mapping[Key, People], sums: Sequence[Sum[Key]], hidden: set[Key]) -> Key | None:
    """Proves by exact elimination that no small group can be worked out; else what to withhold next, None when all is well.

    In a tree there is nothing left to find. Where tables cross, one sum does not see what the others give away.
    """
    rests = [_rest(one, cells) for one in sums]
    unknown: list[dict[Hashable, int]] = [
        {
            **{key: 1 for key in one.parts if key in hidden},
            **({one.total: -1} if one.total in hidden else {}),
            **({} if rest.nobody else {(place,): 1}),
        }
        for place, (one, rest) in enumerate(zip(sums, rests, strict=True))
    ]
    small: set[Hashable] = {key for key in hidden if cells[key].small}
    small |= {(place,) for place, rest in enumerate(rests) if rest.small}
    opened = determined(unknown) & small
    if not opened:
        return None
    near = [one for place, one in enumerate(sums) if opened & {(place,), one.total, *one.parts}]
    return next((key for some in (near, sums) for key in _shown(some, cells, hidden)), None)


def _shown(sums: Iterable[Sum[Key]], cells: Mapping[Key, People], hidden: set[Key]) -> list[Key]:
    """What these sums still show of anybody, the smallest first."""
    members = {key: None for one in sums for key in (one.total, *one.parts)}
    shown = [key for key in members if key in cells and key not in hidden and not cells[key].nobody]
    return sorted(shown, key=lambda key: cells[key].whole)
