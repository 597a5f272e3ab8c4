"""Nothing can be learned of fewer than five people: not from a figure, nor from all figures together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.analytics.rules.protection import NOBODY, People, Sum, withheld

PRIME = 2_147_483_647


@st.composite
def leaves(draw: st.DrawFn, most: int = 9) -> People:
    whole = draw(st.integers(0, most))
    return People(whole, draw(st.integers(0, whole)), draw(st.sampled_from([0, 0, 0, 1, 2, 6])))


@st.composite
def trees(draw: st.DrawFn, depth: int = 3, most: int = 9) -> dict[str, People]:
    """{path: people}, each path the sum of those below it and of people who stand right under it."""
    own: dict[str, People] = {}

    def grow(path: str, left: int) -> None:
        children = draw(st.integers(0, 4)) if left else 0
        own[path] = draw(leaves(most)) if not children or draw(st.booleans()) else NOBODY
        for number in range(children):
            grow(f"{path}{number}", left - 1)

    grow("r", depth)
    return {
        path: sum((people for other, people in own.items() if other.startswith(path)), NOBODY)
        for path in sorted(own)
    }


def families(cells: dict[str, People]) -> list[Sum[str]]:
    """The sums of a tree, from the top."""
    return [
        Sum(path, parts)
        for path in sorted(cells, key=lambda path: (len(path), path))
        if (parts := tuple(sorted(one for one in cells if one[:-1] == path)))
    ]


def groups(cells: dict[str, People], hidden: frozenset[str]) -> dict[str, People]:
    """What can be worked out in a tree, all of it: each shown figure less the shown figures next below it."""
    found = {}
    for path, people in cells.items():
        if path in hidden:
            continue
        below = [one for one in cells if one.startswith(path) and one != path and one not in hidden]
        next_below = [one for one in below if not any(one.startswith(o) and one != o for o in below)]
        found[path] = people.less(sum((cells[one] for one in next_below), NOBODY))
    return found


@given(trees())
def test_every_group_that_can_be_worked_out_has_five_people_or_none(cells: dict[str, People]) -> None:
    hidden = withheld([cells], families(cells))
    for path, group in groups(cells, hidden).items():
        assert not group.small, path


@given(trees())
def test_where_something_small_is_withheld_not_all_answer_alike_unless_everybody_does(
    cells: dict[str, People],
) -> None:
    hidden = withheld([cells], families(cells))
    for path, group in groups(cells, hidden).items():
        covers = any(one.startswith(path) and cells[one].small for one in hidden)
        if covers and group.whole and not cells[path].alike:
            assert not group.alike, path


@given(trees())
def test_who_solves_all_sums_at_once_learns_no_small_group(cells: dict[str, People]) -> None:
    hidden = withheld([cells], families(cells))
    order = sorted(hidden) + [f"{path}+" for path in sorted(cells)]
    rows = []
    for one in families(cells):
        row = [0] * len(order)
        for part in one.parts:
            if part in hidden:
                row[order.index(part)] = 1
        if one.total in hidden:
            row[order.index(one.total)] = PRIME - 1
        if cells[one.total].less(sum((cells[part] for part in one.parts), NOBODY)) != NOBODY:
            row[order.index(f"{one.total}+")] = 1
        rows.append(row)
    for path in hidden:
        if cells[path].small:
            unit = [int(column == path) for column in order]
            assert rank([*rows, unit]) == rank(rows) + 1, path


def rank(rows: list[list[int]]) -> int:
    """Of a matrix over the integers modulo a prime; written apart from the product's own elimination."""
    left, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((place for place in range(found, len(left)) if left[place][column] % PRIME), None)
        if at is None:
            continue
        left[found], left[at] = left[at], left[found]
        inverse = pow(left[found][column], PRIME - 2, PRIME)
        for place in range(found + 1, len(left)):
            times = left[place][column] * inverse % PRIME
            left[place] = [
                (one - times * other) % PRIME for one, other in zip(left[place], left[found], strict=True)
            ]
        found += 1
    return found


@settings(max_examples=60)
@given(trees(depth=2, most=4))
def test_not_even_who_knows_all_head_counts_can_tell_how_a_small_group_answered(
    cells: dict[str, People],
) -> None:
    """Tries every answer that fits what is shown; of a small group more than one number must remain."""
    hidden = withheld([cells], families(cells))
    atoms = {
        path: cells[path].less(sum((cells[one] for one in cells if one[:-1] == path), NOBODY))
        for path in cells
    }
    for path, group in groups(cells, hidden).items():
        within = [
            one
            for one in atoms
            if atoms[one].whole
            and one.startswith(path)
            and not any(len(path) < len(o) and one.startswith(o) for o in cells if o not in hidden)
        ]
        if len(within) > 6 or cells[path].alike:
            continue
        fitting = list(answers([atoms[one].whole for one in within], group.counting))
        for one in hidden:
            columns = [place for place, atom in enumerate(within) if atom.startswith(one)]
            if cells[one].small and cells[one].whole and columns:
                seen = {sum(row[place] for place in columns) for row in fitting}
                assert len(seen) > 1, (path, one)


def answers(wholes: list[int], counting: int) -> Iterator[tuple[int, ...]]:
    return (row for row in product(*(range(whole + 1) for whole in wholes)) if sum(row) == counting)


@given(trees())
def test_a_page_that_knows_only_the_families_on_its_way_up_withholds_the_same(
    cells: dict[str, People],
) -> None:
    sums = families(cells)
    everywhere = withheld([cells], sums)
    for path in cells:
        way = {path[:length] for length in range(1, len(path) + 1)}
        near = {one: people for one, people in cells.items() if one in way or one[:-1] in way}
        assert withheld([near], [one for one in sums if one.total in way]) == everywhere & near.keys()


@given(trees())
def test_what_is_withheld_does_not_depend_on_the_order_of_the_cells(cells: dict[str, People]) -> None:
    assert withheld([dict(reversed(cells.items()))], families(cells)) == withheld([cells], families(cells))


@st.composite
def crossings(draw: st.DrawFn) -> tuple[dict[tuple[str, str], People], list[Sum[tuple[str, str]]]]:
    """A table of places by kinds, with its two rows of sums."""
    places, kinds = "abcd"[: draw(st.integers(2, 4))], "xyz"[: draw(st.integers(2, 3))]
    inner = {(place, kind): draw(leaves()) for place in places for kind in kinds}
    cells = dict(inner)
    for place in places:
        cells[place, ""] = sum((inner[place, kind] for kind in kinds), NOBODY)
    for kind in kinds:
        cells["", kind] = sum((inner[place, kind] for place in places), NOBODY)
    cells["", ""] = sum(inner.values(), NOBODY)
    sums = [Sum(("", ""), tuple((place, "") for place in places))]
    sums.append(Sum(("", ""), tuple(("", kind) for kind in kinds)))
    sums += [Sum((place, ""), tuple((place, kind) for kind in kinds)) for place in places]
    sums += [Sum(("", kind), tuple((place, kind) for place in places)) for kind in kinds]
    return cells, sums


@given(crossings(), st.data())
def test_where_two_dimensions_cross_no_small_group_can_be_solved_for(
    table: tuple[dict[tuple[str, str], People], list[Sum[tuple[str, str]]]], data: st.DataObject
) -> None:
    cells, sums = table
    asked_again = {
        key: People(people.whole, data.draw(st.integers(0, people.whole)), people.beside)
        for key, people in cells.items()
    }
    hidden = withheld([cells, asked_again], sums)
    order = sorted(hidden)
    rows = [
        [1 if key in one.parts else PRIME - 1 if key == one.total else 0 for key in order] for one in sums
    ]
    for key in hidden:
        if cells[key].small:
            unit = [int(column == key) for column in order]
            assert rank([*rows, unit]) == rank(rows) + 1, key


def test_one_small_branch_takes_its_smallest_neighbour_along() -> None:
    cells = {
        "": People(60, 40),
        "a": People(3, 2),
        "b": People(30, 20),
        "c": People(12, 9),
        "d": People(15, 9),
    }
    assert withheld([cells], [Sum("", ("a", "b", "c", "d"))]) == {"a", "c"}


def test_two_small_branches_of_five_together_are_enough() -> None:
    cells = {"": People(65, 40), "a": People(3, 2), "b": People(2, 1), "c": People(60, 37)}
    assert withheld([cells], [Sum("", ("a", "b", "c"))]) == {"a", "b"}


def test_a_neighbour_all_of_which_answers_alike_is_no_cover_for_one_that_does_too() -> None:
    cells = {"": People(63, 60), "a": People(3, 3), "b": People(10, 10), "c": People(50, 47)}
    assert withheld([cells], [Sum("", ("a", "b", "c"))]) == {"a", "c"}


def test_people_right_under_a_county_are_a_group_too() -> None:
    cells = {"": People(43, 30), "a": People(20, 10), "b": People(21, 18)}
    assert withheld([cells], [Sum("", ("a", "b"))]) == {"a"}


def test_a_neighbour_withheld_as_cover_is_not_given_away_by_its_own_parts() -> None:
    cells = {
        "": People(33, 20), "a": People(3, 2), "b": People(30, 18), "b1": People(9, 6), "b2": People(21, 12),
    }  # fmt: skip
    assert withheld([cells], [Sum("", ("a", "b")), Sum("b", ("b1", "b2"))]) == {"a", "b", "b1"}


def test_five_withheld_cells_are_not_known_to_be_five_single_people() -> None:
    cells = {"": People(40, 20), **{key: People(1, number % 2) for number, key in enumerate("abcde")}}
    cells |= {"f": People(15, 8), "g": People(20, 10)}
    assert withheld([cells], [Sum("", tuple("abcdefg"))]) == set("abcdef")


def test_those_beside_a_whole_are_no_cover_for_those_in_it() -> None:
    """Else what is withheld of r would be the one person right under it: r less r00."""
    cells = {"r": People(6, 0, 6), "r0": People(5, 0, 6), "r00": People(5)}
    assert withheld([cells], families(cells)) == {"r0", "r00"}


@pytest.mark.parametrize(
    ("people", "small"),
    [
        (People(0), False), (People(1), True), (People(4, 2), True), (People(5, 5), False),
        (People(0, 0, 3), True), (People(0, 0, 5), False), (People(30, 29, 1), False),
    ],
)  # fmt: skip
def test_a_group_is_small_with_one_to_four_people(people: People, small: bool) -> None:
    assert people.small is small
