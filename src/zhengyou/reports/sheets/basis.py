"""What each row and column of an official table is counted from, what is left out, and the identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from zhengyou.analytics.statistics.declaring import Underivable
from zhengyou.reports.queries.statistics import Shown
from zhengyou.reports.sheets.form import A4
from zhengyou.workbooks import fitting
from zhengyou.workbooks.writing import Pen, Style

_TEXT: Final[Style] = {"text_wrap": True, "valign": "top"}
_NUMBER: Final[Style] = {**_TEXT, "num_format": "#,##0"}
_WIDTHS: Final = (50, 84, 14, 14)


def write(pen: Pen, sheet: Any, shown: Shown) -> None:
    """The whole sheet, every row as high as its text."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    for number, cells in enumerate(_rows(shown)):
        texts = [(str(value), width) for value, width in zip(cells, _WIDTHS, strict=False)]
        sheet.set_row(number, fitting.height(texts))
        for column, value in enumerate(cells):
            pen.write(sheet, number, column, value, {**_TEXT, "bold": True} if len(cells) == 1 else _NUMBER)


def _rows(shown: Shown) -> list[Sequence[str | int]]:
    table = shown.table
    rows: list[Sequence[str | int]] = [(_("口径"),)]
    rows += [("", str(note)) for note in table.notes]
    rows += [
        (f"{column.letter} {column.words}", _why(column.where, column.basis)) for column in table.columns
    ]
    rows += [(f"{row.number} {row.words}", _why(row.line, row.basis)) for row in table.rows]
    rows += [(_("没有计入的单位（家）"),)]
    rows += [("", one.words, one.number) for one in shown.apart]
    rows += [(_("缺事实、说不清的单位（家）"),)]
    rows += [("", one.words, one.number) for one in shown.lacks]
    rows += [(_("核对"),)]
    said = {True: _("成立"), False: _("不成立"), None: _("没有可比的数")}
    for one in shown.checks:
        rows.append((said[one.holds], one.sentence))
        rows += [(_("不成立"), where.where, where.left, where.right) for where in one.broken]
    return rows


def _why(line: object, basis: object) -> str:
    return str(line.why) if isinstance(line, Underivable) else str(basis)
