"""Writes a workbook to be filled in: locked headings, free cells, lists to choose from, instructions.

City, county and township depend on each other. Townships of several counties share names, so a list is not
a named range per county but a stretch of one sorted list: OFFSET to the first row of the key, as long as
COUNTIF says. That also works in WPS and needs no macro.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, NamedTuple

from zhengyou.workbooks import cells, writing
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.writing import Pen, Style, Target

Kind = Literal[
    "text",
    "int",
    "decimal",
    "date",
    "partial_date",
    "enum",
    "bool",
    "code",
    "place_city",
    "place_county",
    "place_township",
]

REQUIRED = "（必填）"
INSTRUCTIONS = "说明"
LISTS = "选项"
YES_NO = ("是", "否")
HEADING_ROWS = 2

_LONGEST_MESSAGE = 255
_LONGEST_TITLE = 32
_LARGEST_NUMBER = 1_000_000_000_000
_PLACES: tuple[Kind, ...] = ("place_city", "place_county", "place_township")
_NUMBER_FORMATS: dict[Kind, str] = {"int": "0", "decimal": "0.00", "date": "yyyy-mm-dd"}
_HEADING: Style = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "center",
    "border": 1,
    "bg_color": "#E8ECF1",
}
_REQUIRED_HEADING: Style = {**_HEADING, "bg_color": "#FBE3D6"}
_WRAPPED: Style = {"text_wrap": True, "valign": "top"}
_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


class Place(NamedTuple):
    """A township with what it belongs to; township "" for a county that has none listed."""

    city: str
    county: str
    township: str = ""


@dataclass(frozen=True)
class TemplateColumn:
    """A column to fill in.

    kind: `partial_date` is text that begins with a year (2010-05 stays what it is); `code` is text, of
    `length` characters when given; `enum` takes one of `values` only; `place_*` follow one another.
    """

    label: str
    group: str = ""
    help: str = ""
    kind: Kind = "text"
    values: tuple[str, ...] = ()
    required: bool = False
    width: int = 14
    length: int | None = None

    @property
    def heading(self) -> str:
        return self.label + (REQUIRED if self.required else "")


@dataclass(frozen=True)
class TemplateSheet:
    """A sheet to fill in; `rows` are written as if somebody had filled them in."""

    name: str
    columns: Sequence[TemplateColumn]
    rows: Sequence[Sequence[Cell]] = ()


def write_template(
    target: Target,
    sheets: Sequence[TemplateSheet],
    *,
    title: str,
    instructions: Sequence[str] = (),
    places: Sequence[Place] = (),
    rows: int = 20_000,
) -> None:
    """Writes 说明, the sheets, and a hidden sheet of lists; cells are checked down to `rows` rows.

    Sheets are protected without a password: it keeps headings from harm, not people from their file.
    """
    with writing.open_whole(target) as workbook:
        pen = Pen(workbook)
        front = workbook.add_worksheet(INSTRUCTIONS)
        pages = [workbook.add_worksheet(writing.sheet_name(sheet.name)) for sheet in sheets]
        lists = _Lists(workbook, pen, places)
        for sheet, page in zip(sheets, pages, strict=True):
            _SheetWriter(pen, page, sheet, lists, rows).write()
        _write_instructions(pen, front, title, instructions, sheets)
        if pages:
            pages[0].activate()


class _Lists:
    """The hidden sheet that drop-down lists point to; every list is written once."""

    def __init__(self, workbook: Any, pen: Pen, places: Sequence[Place]) -> None:
        self.sheet = workbook.add_worksheet(LISTS)
        self.sheet.hide()
        self.pen = pen
        self.places = places
        self.next_column = 0
        self._plain: dict[tuple[str, ...], str] = {}
        self._keyed: dict[tuple[int, ...], tuple[str, str, str]] = {}

    def plain(self, values: tuple[str, ...]) -> str:
        """Reference to a list of values."""
        if values not in self._plain:
            column = self._column(values)
            self._plain[values] = f"={LISTS}!${column}$1:${column}${max(len(values), 1)}"
        return self._plain[values]

    def dependent(self, parents: tuple[int, ...], level: int, key: str) -> str:
        """Formula of the names at `level` (0 city, 1 county, 2 township) below the parents named by `key`."""
        if (*parents, level) not in self._keyed:
            self._keyed[(*parents, level)] = self._write_keyed(parents, level)
        keys, first, _ = self._keyed[(*parents, level)]
        return f"=OFFSET({first},MATCH({key},{keys},0)-1,0,COUNTIF({keys},{key}),1)"

    def names(self, level: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place[level] for place in self.places if place[level]))

    def _write_keyed(self, parents: tuple[int, ...], level: int) -> tuple[str, str, str]:
        pairs = dict.fromkeys(
            ("|".join(place[parent] for parent in parents), place[level])
            for place in self.places
            if place[level]
        )
        order = {key: number for number, key in enumerate(dict.fromkeys(key for key, _ in pairs))}
        together = sorted(
            pairs, key=lambda pair: order[pair[0]]
        )  # stable: names keep their order below a key
        keys = self._column([key for key, _ in together])
        names = self._column([name for _, name in together])
        last = max(len(together), 1)
        return f"{LISTS}!${keys}$1:${keys}${last}", f"{LISTS}!${names}$1", names

    def _column(self, values: Sequence[str]) -> str:
        column = self.next_column
        self.next_column += 1
        for row, value in enumerate(values):
            self.pen.write(self.sheet, row, column, value)
        return cells.letter(column)


class _SheetWriter:
    def __init__(self, pen: Pen, page: Any, sheet: TemplateSheet, lists: _Lists, rows: int) -> None:
        self.pen = pen
        self.page = page
        self.columns = sheet.columns
        self.prefilled = sheet.rows
        self.lists = lists
        self.first = HEADING_ROWS if any(column.group for column in sheet.columns) else 1
        self.last = self.first + max(rows, len(sheet.rows)) - 1

    def write(self) -> None:
        for index, column in enumerate(self.columns):
            self.page.set_column(index, index, column.width, self.pen.format(self._cell_style(column)))
        self._write_headings()
        self._write_rows()
        for index, column in enumerate(self.columns):
            self._check(index, column)
        self.page.freeze_panes(self.first, 1)
        self.page.protect("", _PROTECTION)
        self.page.repeat_rows(0, self.first - 1)
        self.page.set_landscape()

    def _cell_style(self, column: TemplateColumn) -> Style:
        return {"locked": False, "num_format": _NUMBER_FORMATS.get(column.kind, "@")}

    def _write_headings(self) -> None:
        for row in range(self.first):
            self.page.set_row(row, 32)
        for group, run in groupby(enumerate(self.columns), key=lambda item: item[1].group):
            members = list(run)
            first, last = members[0][0], members[-1][0]
            if group:
                self._head(0, first, 0, last, group, _HEADING)
            for index, column in members:
                style = _REQUIRED_HEADING if column.required else _HEADING
                top = self.first - 1 if group else 0
                self._head(top, index, self.first - 1, index, column.heading, style)

    def _head(self, top: int, left: int, bottom: int, right: int, text: str, style: Style) -> None:
        if (top, left) == (bottom, right):
            self.pen.write(self.page, top, left, text, style)
        else:
            self.page.merge_range(top, left, bottom, right, text, self.pen.format(style))

    def _write_rows(self) -> None:
        for row, values in enumerate(self.prefilled, start=self.first):
            for index, (column, value) in enumerate(zip(self.columns, values, strict=False)):
                self.pen.write(self.page, row, index, value, self._cell_style(column))

    def _check(self, index: int, column: TemplateColumn) -> None:
        options = self._rule(index, column)
        message = column.help or _HELP.get(column.kind, "")
        if column.required:
            message = f"必填。{message}"
        if message:
            options["input_title"] = column.label[:_LONGEST_TITLE]
            options["input_message"] = message[:_LONGEST_MESSAGE]
        if options.get("validate", "any") != "any":
            options["error_title"] = "请检查"
            options["error_message"] = _error(column)[:_LONGEST_MESSAGE]
        elif not message:
            return
        self.page.data_validation(self.first, index, self.last, index, options)

    def _rule(self, index: int, column: TemplateColumn) -> dict[str, Any]:
        if column.kind in _PLACES:
            return self._place_rule(_PLACES.index(column.kind))
        if column.kind == "code" and column.length:
            length = {"validate": "length", "criteria": "==", "value": column.length}
            return {**length, "error_type": "warning"}
        if column.kind == "enum" and column.values:
            return {"validate": "list", "source": self.lists.plain(column.values)}
        if column.kind == "partial_date":
            year = f"VALUE(LEFT({cells.letter(index)}{self.first + 1},4))"
            formula = f"=AND(ISNUMBER({year}),{year}>=1900,{year}<=2100)"
            return {"validate": "custom", "value": formula}
        return dict(_RULES.get(column.kind, {"validate": "any"}))

    def _place_rule(self, level: int) -> dict[str, Any]:
        """Names below what the same row says in the place columns that this sheet has."""
        if not self.lists.names(level):
            return {"validate": "any"}
        above = {_PLACES.index(c.kind): i for i, c in enumerate(self.columns) if c.kind in _PLACES[:level]}
        if above:
            parents = tuple(sorted(above))
            key = '&"|"&'.join(f"${cells.letter(above[parent])}{self.first + 1}" for parent in parents)
            source = self.lists.dependent(parents, level, key)
        else:
            source = self.lists.plain(self.lists.names(level))
        # An office may have added a zone since: warned, not refused.
        return {"validate": "list", "source": source, "error_type": "warning"}


_RULES: dict[Kind, dict[str, Any]] = {
    "int": {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _LARGEST_NUMBER},
    "decimal": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -_LARGEST_NUMBER,
        "maximum": _LARGEST_NUMBER,
    },
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": writing.FIRST_DATE,
        "maximum": writing.FIRST_DATE.replace(year=2100),
    },
    "bool": {"validate": "list", "source": list(YES_NO)},
}

_HELP: dict[Kind, str] = {
    "int": "填整数。不清楚就空着，不要填 0。",
    "decimal": "填数字。不清楚就空着，不要填 0。",
    "date": "例如 2010-05-01。",
    "partial_date": "例如 2010-05-01；只知道年月的填 2010-05。",
    "enum": "请从下拉列表中选择。",
    "bool": "填“是”或“否”。不清楚就空着。",
    "place_city": "请从下拉列表中选择。",
    "place_county": "先选上一级，再从下拉列表中选择。",
    "place_township": "先选上一级，再从下拉列表中选择。",
}

_ERRORS: dict[Kind, str] = {
    "int": "这里应当填 0 或更大的整数。",
    "decimal": "这里应当填数字，不带单位。",
    "date": "这里应当填日期，例如 2010-05-01。",
    "partial_date": "这里应当填日期，例如 2010-05-01 或 2010-05。",
    "bool": "这里只能填“是”或“否”。",
    "enum": "请从下拉列表中选择。",
}


def _error(column: TemplateColumn) -> str:
    if column.kind == "code":
        return f"{column.label}应当是 {column.length} 位，请检查。"
    return _ERRORS.get(column.kind, "这个名称不在名单中。请检查上一级是否选对；确实无误可以继续。")


def _write_instructions(
    pen: Pen, page: Any, title: str, instructions: Sequence[str], sheets: Sequence[TemplateSheet]
) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 30)
    page.set_column(2, 2, 8)
    page.set_column(3, 4, 50)
    pen.write(page, 0, 0, title, {"bold": True, "font_size": 16})
    row = 1
    for number, line in enumerate(instructions, start=1):
        page.merge_range(row, 0, row, 4, f"{number}. {line}", pen.format(_WRAPPED))
        page.set_row(row, 18 * (1 + len(line) // 70))
        row += 1
    row += 1
    for column, heading in enumerate(("工作表", "列", "必填", "怎样填", "可以选择的内容")):
        pen.write(page, row, column, heading, _HEADING)
    for sheet in sheets:
        for each in sheet.columns:
            row += 1
            name = f"{each.group}：{each.label}" if each.group else each.label
            chosen = "、".join(YES_NO if each.kind == "bool" else each.values)
            values = (
                sheet.name,
                name,
                "必填" if each.required else "",
                each.help or _HELP.get(each.kind),
                chosen,
            )
            for column, value in enumerate(values):
                pen.write(page, row, column, value, _WRAPPED)
    page.freeze_panes(1, 0)
    page.protect("", {"format_columns": True, "format_rows": True})
