"""An official table as JSON and as plain lines: the command line's public shapes."""

from __future__ import annotations

from typing import Any

from zhengyou.analytics.statistics import certainty
from zhengyou.analytics.statistics.certainty import Certainty
from zhengyou.analytics.statistics.declaring import Underivable
from zhengyou.analytics.statistics.derived import Derived
from zhengyou.organisations.models import Territory
from zhengyou.reports.queries.gaps import gaps
from zhengyou.workbooks import fitting

WIDTH = 11
MARK = "＊"


def document(derived: Derived, territory: Territory) -> dict[str, Any]:
    """Numbers by row and column, null where none can be said; units that could not be judged, and why; identities."""
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
                "values": {
                    one.letter: certainty.value(counted, row.key, one.letter) for one in table.columns
                },
                "certainty": {
                    one.letter: certainty.of(counted, row.key, one.letter) for one in table.columns
                },
                "unknown": {one.letter: counted.unknown.get((row.key, one.letter)) for one in table.columns},
            }
            for row in table.rows
        ],
        "gaps": [
            {
                "row": gap.row.number,
                "column": gap.column.letter,
                "known": gap.known,
                "unknown": gap.unknown,
                "missing": [lack.key for lack in gap.lacks],
                "fields": list(dict.fromkeys(field for lack in gap.lacks for field in lack.fields)),
            }
            for gap in gaps(derived)
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
    table = derived.table
    letters = [one.letter for one in table.columns]
    told = [
        f"{table.ordinal}  {table.title}",
        f"{territory}，截至 {derived.as_of.isoformat()}",
        "    " + "".join(f"{letter:>{WIDTH}}" for letter in letters),
    ]
    for row in table.rows:
        numbers = "".join(_right(_said(derived, row.key, letter)) for letter in letters)
        told.append(f"{row.number:>4}{numbers}  {row.words}")
    broken = [one.check for one in derived.findings() if one.holds is False]
    return [
        *told,
        *_unknown(derived),
        *(f"核对不成立：{check.sentence}" for check in broken),
    ]


def _said(derived: Derived, row: str, letter: str) -> str:
    said, value = certainty.of(derived.counted, row, letter), certainty.value(derived.counted, row, letter)
    mark = MARK if said in {Certainty.PARTLY, Certainty.UNSAID} else ""
    return f"{'—' if value is None else f'{value:,}'}{mark}"


def _right(text: str) -> str:
    """In a column of numbers: what takes two places on a terminal counts as two."""
    return " " * (WIDTH - fitting.width(text)) + text


def _unknown(derived: Derived) -> list[str]:
    """What the mark says, and of how many units, by column for all units and by row for all columns."""
    found = gaps(derived)
    if not found:
        return []
    first = derived.table.columns[0].letter
    lines = [
        f"“{MARK}”：另有单位情况未知，没有计入；“—{MARK}”：没有一家确定计入，填不出数，不是0。逐格见 --json 或 -o。"
    ]
    for gap in found:
        where = (
            f"{gap.column.letter}栏 {gap.column.words}"
            if gap.row.key == "units"
            else f"第{gap.row.number}行 {gap.row.words}"
        )
        if gap.row.key == "units" or gap.column.letter == first:
            lines.append(f"情况未知：{where} {gap.unknown:,} 家（缺：{gap.why}）")
    return lines


def _underivable(line: object) -> dict[str, str]:
    return {"not_derived": str(line.why)} if isinstance(line, Underivable) else {}
