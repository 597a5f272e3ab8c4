"""Directives of every form, each with the tree that a careful reader makes of it (tests/directives/*.txt and .tree).

A tree is written by hand: one line for each title, text, part, point, clause and piece of furniture; … stands for
what lies between the beginning and the end of a text, / for a new paragraph, _ for no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from zhengyou.campaigns.rules.directive import Clause, Directive, read

FOLDER = Path(__file__).parent / "directives"
RUNNING = {"title", "salutation", "opening", "number", "heading", "text", "closing"}


def lines_of(directive: Directive, source: str) -> Iterator[str]:
    yield f"title: {directive.title}"
    if directive.salutation is not None:
        yield f"salutation: {directive.salutation}"
    if directive.opening is not None:
        yield f"opening: {directive.opening}"
        yield from clauses(directive.opening_clauses, "  ")
    for part in directive.parts:
        yield f"part {part.number} | {part.heading or '_'}"
        if part.text:
            yield f"  text: {part.text}"
        yield from clauses(part.clauses, "  ")
        for point in part.points:
            yield f"  point {point.number} | {'_' if point.heading is None else point.heading}"
            if point.text:
                yield f"    text: {point.text}"
            yield from clauses(point.clauses, "    ")
    if directive.closing is not None:
        yield f"closing: {directive.closing}"
        yield from clauses(directive.closing_clauses, "  ")
    for region in directive.regions:
        if region.kind not in RUNNING:
            yield f"{region.kind}: {source[region.start : region.end]}"


def clauses(some: Iterable[Clause], indent: str) -> Iterator[str]:
    for clause in some:
        yield f"{indent}* [{' '.join(clause.duty)}] {clause.text}"


def fits(line: str, expected: str) -> bool:
    """Whether a line is the expected one, which may leave out what lies between."""
    shape = ".*".join(re.escape(piece) for piece in expected.split("…"))
    return re.fullmatch(shape, line) is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_directive_is_read_as_a_careful_reader_does(path: Path) -> None:
    source = path.read_bytes().decode("utf-8")
    expected = path.with_suffix(".tree").read_text(encoding="utf-8").splitlines()
    got = [line.replace("\r", "").replace("\n", " / ") for line in lines_of(read(source), source)]
    differences = [
        f"{want!r}\n   got {line!r}"
        for line, want in zip(got, expected, strict=False)
        if not fits(line, want)
    ]
    longer = [*got[len(expected) :], *(f"missing {line}" for line in expected[len(got) :])]
    assert differences + longer == []


def test_each_text_has_its_tree() -> None:
    texts = {path.stem for path in FOLDER.glob("*.txt")}
    assert texts == {path.stem for path in FOLDER.glob("*.tree")}
    assert len(texts) >= 35
