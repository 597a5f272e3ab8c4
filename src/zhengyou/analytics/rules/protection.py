"""Small groups: which figures about people are withheld, so that nothing can be learned of fewer than five.

A figure is withheld when its group has one to four people. That alone protects nobody where a sum is shown as well: what is
withheld is the sum less its neighbours. So wherever something is withheld, enough of its neighbours are withheld with it that
together they are a group of five or more, and one of which not all answer alike: otherwise "none of the five" or "all of the
five" would say it of the small group too, even to somebody who knows how many people it has. Nor may they be just one for each
of them: whoever counts the cells that are withheld would know that each is of one.

Figures that are asked of the same people are withheld in the same places, whichever of them needs it.

What is withheld depends on the numbers only, never on who looks, so that two people cannot put together what each is shown.
Sums are worked off in the order given, a total's before those of its parts. In a tree of territories a family then depends on
its own figures and on what was withheld above it: a page needs the families on its way up, not the whole tree (the tests
prove that both give the same).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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


def withheld(tables: Sequence[Mapping[Key, People]], sums: Sequence[Sum[Key]]) -> frozenset[Key]:
    """The keys of the cells that nobody is shown. A key that a sum names and that has no cell stands for nobody.

    tables: the cells, one table for each figure that is asked of the same people. They are withheld in the same places: one
    that is shown where another is not would tell how many people that other withholds.
    sums: those of a total before those of its parts. A cell may be part of several, as in a table of two dimensions.
    """
    hidden = {key for cells in tables for key, people in cells.items() if people.small}
    while True:
        before = len(hidden)
        for one in sums:
            hidden |= _companions(one, tables, hidden)
        if len(hidden) == before:
            more = _still_open(tables, sums, hidden)
            if more is None:
                return frozenset(hidden)
            hidden.add(more)


def _companions(one: Sum[Key], tables: Sequence[Mapping[Key, People]], hidden: set[Key]) -> set[Key]:
    """The parts that are withheld and those to withhold with them, the smallest that will do; none where nothing needs cover."""
    parts = [key for key in one.parts if not all(cells.get(key, NOBODY).nobody for cells in tables)]
    kept = {key for key in parts if key in hidden}
    groups = [_Group.of(one, cells, kept, total_hidden=one.total in hidden) for cells in tables]
    groups = [group for group in groups if group.needs_cover]
    visible = sorted((key for key in parts if key not in hidden), key=lambda key: _size(key, tables))
    while visible and not all(group.enough for group in groups):
        wider = {key: [group.with_part(key) for group in groups] for key in visible}
        key = next((key for key in visible if all(group.enough for group in wider[key])), visible[0])
        visible.remove(key)
        kept.add(key)
        groups = wider[key]
    return kept


def _size(key: Key, tables: Sequence[Mapping[Key, People]]) -> tuple[bool, int, int]:
    """By which the parts are taken: the smallest first, those of which nobody is in the whole last."""
    whole = max(cells.get(key, NOBODY).whole for cells in tables)
    return not whole, whole, max(cells.get(key, NOBODY).beside for cells in tables)


@dataclass(frozen=True, slots=True)
class _Group(Generic[Key]):
    """Who can be worked out together from a sum: the parts that are withheld, and whom the total counts and no part does.

    parts: how many of them are known not to be of nobody.
    """

    cells: Mapping[Key, People]
    total: People
    total_hidden: bool
    people: People
    parts: int

    @classmethod
    def of(
        cls, one: Sum[Key], cells: Mapping[Key, People], kept: Collection[Key], *, total_hidden: bool
    ) -> _Group[Key]:
        together = _rest(one, cells) + _together(cells.get(key, NOBODY) for key in kept)
        return cls(cells, cells.get(one.total, NOBODY), total_hidden, together, len(kept))

    def with_part(self, key: Key) -> _Group[Key]:
        return replace(self, people=self.people + self.cells.get(key, NOBODY), parts=self.parts + 1)

    @property
    def needs_cover(self) -> bool:
        return not self.total.nobody and (self.total_hidden or not self.people.nobody)

    @property
    def enough(self) -> bool:
        """Whether it may be known: five or more, more than one for each part, and not all alike unless everybody is."""
        if self.people.nobody or self.people.small or self.one_each:
            return False
        if self.total_hidden and self.total.whole and not self.people.whole:
            return (
                False  # the total is cover for others by those who are in its whole, and they would be shown
            )
        return not self.people.whole or not self.people.alike or self.total.alike

    @property
    def one_each(self) -> bool:
        """Whether there are as many people as parts: then each part is known to be of one."""
        return self.parts > 1 and (self.people.whole or self.people.beside) == self.parts


def _rest(one: Sum[Key], cells: Mapping[Key, People]) -> People:
    """Whom the total counts and no part does: units that stand right under a county, say."""
    return cells.get(one.total, NOBODY).less(_together(cells.get(key, NOBODY) for key in one.parts))


def _together(people: Iterable[People]) -> People:
    return sum(people, NOBODY)


def _still_open(
    tables: Sequence[Mapping[Key, People]], sums: Sequence[Sum[Key]], hidden: set[Key]
) -> Key | None:
    """Proves by exact elimination that no small group can be worked out; else what to withhold next, None when all is well.

    Every number of every figure has these same equations, as all are withheld in the same places, and that parts of a whole
    make it up, or that two figures divide the same whole, adds nothing to them. In a tree there is nothing left to find. Where
    tables cross, one sum does not see what the others give away.
    """
    rests = [[_rest(one, cells) for cells in tables] for one in sums]
    unknown: list[dict[Hashable, int]] = [
        {
            **{key: 1 for key in one.parts if key in hidden},
            **({one.total: -1} if one.total in hidden else {}),
            **({} if all(people.nobody for people in rest) else {(place,): 1}),
        }
        for place, (one, rest) in enumerate(zip(sums, rests, strict=True))
    ]
    small: set[Hashable] = {key for key in hidden if any(cells.get(key, NOBODY).small for cells in tables)}
    small |= {(place,) for place, rest in enumerate(rests) if any(people.small for people in rest)}
    opened = determined(unknown) & small
    if not opened:
        return None
    near = [one for place, one in enumerate(sums) if opened & {(place,), one.total, *one.parts}]
    return next((key for some in (near, sums) for key in _shown(some, tables, hidden)), None)


def _shown(sums: Iterable[Sum[Key]], tables: Sequence[Mapping[Key, People]], hidden: set[Key]) -> list[Key]:
    """What these sums still show of anybody, the smallest first."""
    members = {key: None for one in sums for key in (one.total, *one.parts) if key not in hidden}
    shown = [key for key in members if not all(cells.get(key, NOBODY).nobody for cells in tables)]
    return sorted(shown, key=lambda key: max(cells.get(key, NOBODY).whole for cells in tables))
