"""Writes cells with xlsxwriter so that text stays text: nothing that is written can run as a formula."""

import re
from collections.abc import Container
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell

Target = str | Path | BinaryIO
Style = dict[str, Any]

LONGEST_SHEET_NAME = 31
FIRST_DATE = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier dates are written as text."""

_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PLAIN_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def open_stream(target: Target) -> Any:
    """An xlsxwriter workbook that keeps one row in memory; rows must be written in order."""
    return xlsxwriter.Workbook(_where(target), _PLAIN_TEXT)


def open_whole(target: Target) -> Any:
    """An xlsxwriter workbook whose cells can be written in any order."""
    return xlsxwriter.Workbook(_where(target), {**_PLAIN_TEXT, "constant_memory": False})


def _where(target: Target) -> str | BinaryIO:
    return str(target) if isinstance(target, Path) else target


def sheet_name(wanted: str, taken: Container[str] = ()) -> str:
    """The wanted name as Excel allows it, numbered when taken; `taken` holds names in lower case."""
    base = _FORBIDDEN_IN_NAME.sub(" ", wanted).strip().strip("'")[:LONGEST_SHEET_NAME] or "数据"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = base[: LONGEST_SHEET_NAME - len(ending)] + ending
    return name


class Pen:
    """Writes cells of one workbook in shared formats."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, style: Style) -> Any:
        """The workbook's format of that style; None for no style at all."""
        if not style:
            return None
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(style)
        return self._formats[key]

    def write(
        self, sheet: Any, row: int, column: int, value: Cell | Decimal, style: Style | None = None
    ) -> None:
        """Text as text, marked so where it looks like a formula; numbers and dates as such."""
        style = style or {}
        if value is None or value == "":
            if style:
                sheet.write_blank(row, column, None, self.format(style))
        elif isinstance(value, str | bool):
            text = cells.writable(cells.text(value))
            style = {**style, "quote_prefix": True} if cells.formula_like(text) else style
            sheet.write_string(row, column, text, self.format(style))
        elif isinstance(value, date):
            self._write_date(sheet, row, column, value, style)
        elif abs(value) < 10**cells.EXACT_DIGITS:  # false for what is not a number, too
            sheet.write_number(row, column, value, self.format(style))
        else:
            sheet.write_string(row, column, cells.text(value), self.format(style))

    def _write_date(self, sheet: Any, row: int, column: int, value: date, style: Style) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST_DATE:
            sheet.write_string(row, column, cells.text(value), self.format(style))
            return
        shown = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, naive, self.format({**style, "num_format": shown}))
