"""The tree as `zhengyou directive import --json` prints it, and as a person reads it on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zhengyou.campaigns.rules.directive.tree import Clause, Directive, Part, Point


def to_json(directive: Directive) -> dict[str, Any]:
    """The shape of docs/command-line.md."""
    return {
        "title": directive.title,
        "salutation": directive.salutation,
        "opening": directive.opening,
        "opening_clauses": [_clause(one) for one in directive.opening_clauses],
        "parts": [_part(one) for one in directive.parts],
        "closing": directive.closing,
        "closing_clauses": [_clause(one) for one in directive.closing_clauses],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "number": part.number,
        "heading": part.heading,
        "text": part.text,
        "points": [_point(one) for one in part.points],
        "clauses": [_clause(one) for one in part.clauses],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "id": point.id,
        "number": point.number,
        "heading": point.heading,
        "text": point.text,
        "clauses": [_clause(one) for one in point.clauses],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "text": clause.text,
        "duty": list(clause.duty),
        "start": clause.start,
        "end": clause.end,
    }


def to_lines(directive: Directive) -> Iterator[str]:
    """The tree in Chinese, a line for each title, part, point and clause; text that asks for nothing is left out."""
    yield f"标题：{directive.title or '（无）'}"
    if directive.salutation:
        yield f"称呼：{directive.salutation}"
    yield from _section("开头", directive.opening, directive.opening_clauses)
    for part in directive.parts:
        yield " ".join(filter(None, (part.id, part.number, part.heading or "（无标题）")))
        yield from _clauses(part.clauses, "    ")
        for point in part.points:
            yield "  " + " ".join(filter(None, (point.id, point.number, point.heading)))
            yield from _clauses(point.clauses, "      ")
    yield from _section("结尾", directive.closing, directive.closing_clauses)
    yield f"共 {len(directive.parts)} 个部分，{len(directive.clauses)} 条要求。"


def _section(name: str, text: str | None, clauses: tuple[Clause, ...]) -> Iterator[str]:
    if text is not None:
        yield f"{name}：{len(clauses)} 条要求"
        yield from _clauses(clauses, "    ")


def _clauses(clauses: Iterable[Clause], indent: str) -> Iterator[str]:
    for clause in clauses:
        words = f"〔{'、'.join(clause.duty)}〕" if clause.duty else ""
        yield f"{indent}{clause.id} {words}{' '.join(clause.text.split())}"
