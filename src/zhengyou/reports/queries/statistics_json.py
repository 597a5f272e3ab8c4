"""An official table as JSON and as plain lines: the command line's public shapes."""

from __future__ import annotations

from typing import Any

from zhengyou.analytics.statistics.declaring import Underivable
from zhengyou.analytics.statistics.derived import Derived
from zhengyou.organisations.models import Territory

WIDTH = 8


def document(derived: Derived, territory: Territory) -> dict[str, Any]:
    """Numbers by row and column, null where nothing is derived; units that could not be judged; identities."""
    table, counted = derived.table, derived.counted
    return {
        "table": table.number,
        "title": table.title,
        "territory": territory.code,
        "date": derived.as_of.isoformat(),
        "derived_at": derived.derived_at.isoformat(),
        "columns": [
            {"column": one.letter, "head": one.words, **_underivable(one.where)} for one in table.columns
        ],
        "rows": [
            {
                "row": row.number,
                "key": row.key,
                "head": row.words,
                **_underivable(row.line),
                "values": {one.letter: counted.numbers.get((row.key, one.letter)) for one in table.columns},
                "unknown": {one.letter: counted.unknown.get((row.key, one.letter)) for one in table.columns},
            }
            for row in table.rows
        ],
        "left_out": dict(counted.apart),
        "missing": dict(counted.lacks),
        "checks": [
            {
                "check": one.check.key,
                "holds": one.holds,
                "broken": [
                    {"line": at.line, "column": at.column, "left": at.left, "right": at.right}
                    for at in one.broken
                ],
            }
            for one in derived.findings()
        ],
    }


def lines(derived: Derived, territory: Territory) -> list[str]:
    """The numbers for a terminal, one row a line, and what does not hold."""
    table, counted = derived.table, derived.counted
    letters = [one.letter for one in table.columns]
    told = [
        f"{table.ordinal}  {table.title}",
        f"{territory}，截至 {derived.as_of.isoformat()}",
        "    " + "".join(f"{letter:>{WIDTH}}" for letter in letters),
    ]
    for row in table.rows:
        values = [counted.numbers.get((row.key, letter)) for letter in letters]
        numbers = "".join(f"{'—' if value is None else f'{value:,}':>{WIDTH}}" for value in values)
        told.append(f"{row.number:>4}{numbers}  {row.words}")
    broken = [one.check for one in derived.findings() if one.holds is False]
    return [*told, *(f"核对不成立：{check.sentence}" for check in broken)]


def _underivable(line: object) -> dict[str, str]:
    return {"not_derived": str(line.why)} if isinstance(line, Underivable) else {}
