"""What is kept of a table so that it is known again and can be drawn again: headings and decisions, no data rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.importing import remembering, targets
from zhengyou.workbooks import cells, money, widths
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.mapping import Mapping as ColumnMapping
from zhengyou.workbooks.reading import Sheet, Workbook
from zhengyou.workbooks.tables import Table

_LONGEST: Final = 200
_LOOKED_AT: Final = 50


@dataclass(frozen=True)
class Sketch:
    """One table as KeptLayout keeps it. row: of its heading, where the standard would not find it."""

    sheet: str
    fingerprint: str
    columns: list[dict[str, Any]]
    heading: dict[str, Any]
    row: int | None = None


def sketches(
    workbook: Workbook,
    tables: Sequence[Table],
    decided: ColumnMapping,
    kind: str,
    headings: Mapping[str, int] | None = None,
) -> list[Sketch]:
    """A sketch of each table of an open workbook. headings: rows that were named or guessed, by sheet."""
    measured = widths.of(workbook.path)
    named = headings or {}
    return [
        replace(
            _sketch(
                workbook.sheet(table.sheet),
                table,
                decided.for_sheet(table.sheet),
                kind,
                measured.get(table.sheet, {}),
            ),
            row=named.get(table.sheet),
        )
        for table in tables
    ]


def _sketch(
    sheet: Sheet, table: Table, entries: list[MappedColumn], kind: str, measured: Mapping[str, float]
) -> Sketch:
    words = _words(table, entries, kind)
    columns = [
        {
            "index": one.index,
            "group": one.group,
            "header": one.header,
            "nth": key[2],
            "field": one.field,
            "option": one.option,
            "unit": one.unit,
            "words": words.get(one.column),
        }
        for key, one in zip(remembering.keys(entries), entries, strict=True)
    ]
    end = table.heading_end
    rows = [
        [_plain(value, number < table.header_rows[0]) for value in values]
        for number, values in enumerate(islice(sheet.rows(), end), start=1)
    ]
    merges = [[one.top, one.left, one.bottom, one.right] for one in sheet.merged if one.bottom < end]
    heading = {
        "rows": rows,
        "first": table.header_rows[0],
        "merges": merges,
        "widths": dict(measured),
        "unit": table.unit,
    }
    return Sketch(table.sheet, remembering.fingerprint(table), columns, heading)


def _plain(value: Cell, above: bool) -> str:
    """A heading's text. Of the lines above only what is printed: who filled it in, when, and where goes."""
    text = cells.text(value).strip()[:_LONGEST]
    if not above:
        return text
    if not isinstance(value, str):
        return ""
    lead, colon, said = text.replace("：", ":").partition(":")
    if not colon or not said.strip() or money.unit_in(text):
        return text
    return text[: len(lead) + 1]


def _words(table: Table, entries: Sequence[MappedColumn], kind: str) -> dict[str, dict[str, str]]:
    """How columns of yes and no say it, by letter: {"yes": "有", "no": "无"}; only where every cell is one of both."""
    known = targets.fields(kind)
    yes_no = standards.load_enums()["yes_no"]
    asked = [one for one in entries if one.field and one.option is None and known[one.field].type == "bool"]
    found: dict[str, dict[str, str]] = {}
    spoilt: set[str] = set()
    for _number, values in islice(table.rows(), _LOOKED_AT) if asked else ():
        for one in asked:
            text = cells.text(values[one.index]).strip()
            if not text:
                continue
            code = yes_no.code_of(text)
            if code is None or found.setdefault(one.column, {}).setdefault(code, text) != text:
                spoilt.add(one.column)
    return {letter: words for letter, words in found.items() if letter not in spoilt}
