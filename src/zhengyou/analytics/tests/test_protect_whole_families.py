"""What is shown of several figures about the same people tells no more of a small group than one of them alone.

The attack of these tests holds all published numbers of all such figures against each other at once: that parts make up their
total, that both figures divide the same people, and that a cell which is withheld is not of nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.analytics import protecting
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.numbers import Numbers
from zhengyou.scoping.prefix import LABEL_WIDTH

KEYS = ("in_contact", "relation_here")
FEWEST = 5
Tree = dict[str, tuple[Numbers, ...]]
Row = dict[str, Fraction]
CONSTANT = ""


@st.composite
def people(draw: st.DrawFn, sizes: st.SearchStrategy[int], out: Sequence[int]) -> tuple[Numbers, ...]:
    """Of one place: as many people for both figures, who answer each as they like."""
    whole, beside = draw(sizes), draw(st.sampled_from(out))
    found = []
    for _ in KEYS:
        counting = draw(st.integers(0, whole))
        found.append(Numbers(counting, whole, draw(st.integers(0, whole - counting)), beside))
    return tuple(found)


NOBODY = (Numbers(), Numbers())
ONES = st.sampled_from((0, 1, 1, 1, 1, 9))


def plus(one: tuple[Numbers, ...], other: tuple[Numbers, ...], sign: int = 1) -> tuple[Numbers, ...]:
    return tuple(mine.plus(its, sign) for mine, its in zip(one, other, strict=True))


@st.composite
def trees(
    draw: st.DrawFn,
    depth: int,
    sizes: st.SearchStrategy[int],
    out: Sequence[int] = (0, 0, 0, 1, 2, 6),
    parts: int = 5,
) -> Tree:
    """{path: its numbers of both figures}; a place holds those below it and whoever stands right under it."""
    found: Tree = {}

    def grow(path: str, left: int) -> tuple[Numbers, ...]:
        children = draw(st.integers(0, parts)) if left else 0
        total = draw(people(sizes, out)) if not children or draw(st.booleans()) else NOBODY
        for number in range(children):
            total = plus(total, grow(f"{path}{number:0{LABEL_WIDTH}}", left - 1))
        found[path] = total
        return total

    grow("0" * LABEL_WIDTH, depth)
    return found


def parts(tree: Tree, path: str) -> list[str]:
    return [one for one in tree if one[:-LABEL_WIDTH] == path]


def rest(tree: Tree, path: str) -> tuple[Numbers, ...]:
    found = tree[path]
    for one in parts(tree, path):
        found = plus(found, tree[one], -1)
    return found


def size(numbers: tuple[Numbers, ...]) -> int:
    """The people of a group; where nobody is in the whole, those who were left out."""
    return numbers[0].denominator or numbers[0].left_out


def shown(tree: Tree) -> dict[str, dict[str, Numbers]]:
    """{path: {indicator: numbers}}, as pages show them; a figure of nobody is shown."""
    figures = {
        (path, key): one
        for path, numbers in tree.items()
        for key, one in zip(KEYS, numbers, strict=True)
        if any(one)
    }
    hidden = protecting.hidden(figures)
    return {
        path: {key: one for key, one in zip(KEYS, tree[path], strict=True) if (path, key) not in hidden}
        for path in tree
    }


def equations(tree: Tree) -> Iterator[Row]:
    """Everything that is published, each as a sum that comes to nothing."""
    for path, figures in shown(tree).items():
        for key in KEYS:  # both figures divide the same whole
            named = {f"{part} {key} {path}": Fraction(1) for part in ("numerator", "missing", "unknown")}
            yield {**named, f"denominator {path}": Fraction(-1)}
        for key, one in figures.items():
            yield {f"denominator {path}": Fraction(1), CONSTANT: Fraction(-one.denominator)}
            yield {f"left_out {path}": Fraction(1), CONSTANT: Fraction(-one.left_out)}
            yield {f"numerator {key} {path}": Fraction(1), CONSTANT: Fraction(-one.numerator)}
            yield {f"unknown {key} {path}": Fraction(1), CONSTANT: Fraction(-one.unknown)}
        below = parts(tree, path)
        if not below:
            continue
        own = rest(tree, path)
        for name in ("denominator", "left_out", *(f"{part} {key}" for part in PARTS for key in KEYS)):
            row = {f"{name} {one}": Fraction(1) for one in below} | {f"{name} {path}": Fraction(-1)}
            yield row | ({f"{name} {path}+": Fraction(1)} if own != NOBODY else {})


PARTS = ("numerator", "missing", "unknown")


def solved(rows: Iterator[Row]) -> dict[str, Fraction]:
    """The unknowns that have one value only, by elimination; written apart from the product's own."""
    pivots: dict[str, Row] = {}
    for row in rows:
        left = dict(row)
        for name in [name for name in row if name in pivots]:
            left = _less(left, pivots[name], left[name])
        pivot = next((name for name in left if name != CONSTANT), None)
        if pivot is None:
            assert not left, "what is published contradicts itself"
            continue
        left = {name: factor / left[pivot] for name, factor in left.items()}
        for name, held in pivots.items():
            if pivot in held:
                pivots[name] = _less(held, left, held[pivot])
        pivots[pivot] = left
    return {
        name: -row.get(CONSTANT, Fraction(0))
        for name, row in pivots.items()
        if row.keys() <= {name, CONSTANT}
    }


def _less(row: Row, other: Row, times: Fraction) -> Row:
    names = {**row, **other}
    found = {name: row.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in names}
    return {name: factor for name, factor in found.items() if factor}


@settings(max_examples=150, deadline=None)
@given(trees(depth=2, sizes=st.integers(0, 9)))
def test_no_small_group_is_solved_for_from_all_figures_of_the_family(tree: Tree) -> None:
    known = solved(equations(tree))
    groups = tree | {f"{path}+": rest(tree, path) for path in tree if parts(tree, path)}
    for path, numbers in groups.items():
        if 0 < size(numbers) < FEWEST:
            of_whom = "denominator" if numbers[0].denominator else "left_out"
            assert f"{of_whom} {path}" not in known, path
            for key in KEYS:
                assert not all(f"{part} {key} {path}" in known for part in PARTS), (path, key)


@settings(max_examples=300)
@given(trees(depth=3, sizes=st.integers(0, 3)) | trees(depth=2, sizes=ONES, out=(0,), parts=8))
def test_no_small_group_is_told_by_the_bounds_of_what_is_withheld(tree: Tree) -> None:
    """Whoever counts the withheld cells knows that each holds one person at least: five cells of five people are five times one.

    Where all the places of a place have one person each, this is not to be had: nothing is left to withhold with them.
    """
    if any(_one_each(tree, path) for path in tree):
        return
    bounds = {path: (1 if size(numbers) else 0, 10_000) for path, numbers in tree.items()}
    for path, figures in shown(tree).items():
        if figures:
            bounds[path] = (people_of(tree[path]), people_of(tree[path]))
    for path in tree:
        if parts(tree, path):
            bounds[f"{path}+"] = (0, 10_000 if rest(tree, path) != NOBODY else 0)
    while narrowed(tree, bounds):
        continue
    for path, numbers in tree.items():
        if 0 < size(numbers) < FEWEST:
            low, high = bounds[path]
            assert low < high, path


def people_of(numbers: tuple[Numbers, ...]) -> int:
    return numbers[0].denominator + numbers[0].left_out


def _one_each(tree: Tree, path: str) -> bool:
    below = [one for one in parts(tree, path) if people_of(tree[one])]
    return bool(below) and people_of(tree[path]) <= len(below)


def narrowed(tree: Tree, bounds: dict[str, tuple[int, int]]) -> bool:
    """Draws the bounds closer, once around; whether any came closer."""
    before = dict(bounds)
    for path in tree:
        if not (below := parts(tree, path)):
            continue
        terms = [*below, f"{path}+"]
        low, high = (sum(bounds[one][side] for one in terms) for side in (0, 1))
        bounds[path] = (max(bounds[path][0], low), min(bounds[path][1], high))
        for one in terms:
            least = bounds[path][0] - (high - bounds[one][1])
            most = bounds[path][1] - (low - bounds[one][0])
            bounds[one] = (max(bounds[one][0], least), min(bounds[one][1], most))
            low, high = (sum(bounds[term][side] for term in terms) for side in (0, 1))
    return bounds != before


def test_figures_of_the_same_people_are_withheld_in_the_same_places() -> None:
    """Each figure alone would take another neighbour along, and shows how many people that of the other has."""
    root, small, one, two, three = ("0001", *(f"0001000{number}" for number in range(1, 5)))
    held = {
        small: (Numbers(3, 3), Numbers(1, 3)), one: (Numbers(6, 6), Numbers(2, 6)),
        two: (Numbers(5, 7), Numbers(4, 7)), three: (Numbers(30, 40), Numbers(20, 40)),
    }  # fmt: skip
    total = (Numbers(44, 56), Numbers(27, 56))
    figures = shown({root: total, **held})
    assert {path for path in figures if set(figures[path]) == set(KEYS)} == {root, one, three}
    assert {path for path in figures if not figures[path]} == {small, two}


def test_protected_figures_of_the_same_facts_divide_the_same_people() -> None:
    """Withholding them together protects nobody if one whole lies in the other: their difference would be a group too."""
    wholes: dict[str, tuple[Any, ...]] = {}
    for key in protecting.protected():
        one = INDICATORS[key]
        asked = (one.conditions.base, one.conditions.operating, one.conditions.member)
        same = wholes.setdefault(one.facts, asked)
        for mine, its in zip(asked, same, strict=True):
            assert (mine is None and its is None) or mine.equals(its), key
