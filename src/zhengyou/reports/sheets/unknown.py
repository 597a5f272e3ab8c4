"""The annex of an official table: every number beside which units are unknown, with the reason and where to fill it in."""

from __future__ import annotations

from typing import Any, Final

from zhengyou.reports.queries.gaps import Gap
from zhengyou.reports.queries.statistics import Shown
from zhengyou.workbooks import fitting
from zhengyou.workbooks.writing import Pen, Style

NAME: Final = "附页（情况未知）"
MARK: Final = "＊"
UNSAID: Final = f"—{MARK}"
NOTE: Final = (
    f"注：“{UNSAID}”没有一家确定计入、又有单位情况未知，填不出数，不是0；数后带“{MARK}”的，另有单位情况未知，没有计入；“—”台账没有登记这项，推不出来。"
    "各有多少家、缺什么、到哪里补填，见附页。"
)
HOW: Final = "单位页面点“更正情况”可以逐家补填；单位多的，导入单位台账时补上这几列。补填以后重新导出。"
_HEADS: Final = ("行次", "行", "栏", "栏名", "确定计入", "情况未知（家）", "缺什么", "到哪里补填")
_WIDTHS: Final = (6, 44, 5, 25, 11, 16, 40, 44)
_TITLE: Final[Style] = {"bold": True, "font_size": 14}
_HEAD: Final[Style] = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "bg_color": "#F0F2F5",
}
_CELL: Final[Style] = {"text_wrap": True, "valign": "top", "border": 1}
_NUMBER: Final[Style] = {**_CELL, "num_format": "#,##0"}
_TOP: Final = 4


def write(pen: Pen, sheet: Any, shown: Shown, found: list[Gap], place: str) -> None:
    """The whole sheet. place: the territory that fills the form in."""
    table, day = shown.table, shown.derived.as_of
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TOP - 1)
    sheet.freeze_panes(_TOP, 0)
    sheet.set_footer("&C&P / &N")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    pen.write(sheet, 0, 0, f"{table.ordinal} {NAME}", _TITLE)
    sheet.set_row(0, 24)
    pen.write(sheet, 1, 0, f"{place}，截至{day.year}年{day.month}月{day.day}日")
    pen.write(sheet, 2, 0, HOW)
    for column, head in enumerate(_HEADS):
        pen.write(sheet, _TOP - 1, column, head, _HEAD)
    sheet.set_row(_TOP - 1, fitting.height(list(zip(_HEADS, _WIDTHS, strict=True))))
    for number, gap in enumerate(found, start=_TOP):
        _line(pen, sheet, number, gap)


def _line(pen: Pen, sheet: Any, number: int, gap: Gap) -> None:
    cells: tuple[str | int, ...] = (
        gap.row.number,
        gap.row.words,
        gap.column.letter,
        gap.column.words,
        gap.known,
        gap.unknown,
        gap.why,
        gap.where,
    )
    for column, value in enumerate(cells):
        pen.write(sheet, number, column, value, _NUMBER if isinstance(value, int) else _CELL)
    sheet.set_row(
        number, fitting.height([(str(value), width) for value, width in zip(cells, _WIDTHS, strict=True)])
    )
