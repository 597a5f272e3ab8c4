"""Reading codes: social credit codes, industries, identity numbers."""

from __future__ import annotations

from datetime import date
from typing import Final

from zhengyou.census.rules.findings import NOTHING, Reading, error, warning
from zhengyou.census.rules.words import Reader, half_width, is_no_answer, remembering
from zhengyou.standards import IndustryTable
from zhengyou.standards.rules import credit_code, industry, resident_id
from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell

_ROUNDED: Final = "被表格软件改成了数字，后几位已经丢失。请把这一列设为文本，对照证照重新填写。"


def credit_code_reader(label: str) -> Reader:
    """Reads a unified social credit code. Refused ones are errors; a wrong check digit alone is a warning."""
    rounded = Reading(None, error("code_rounded", f"“{label}”{_ROUNDED}"))

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        checked = credit_code.check(text)
        if checked.state == "refused":
            return Reading(None, error(f"code_{checked.problem}", checked.message_zh))
        doubt = warning("code_doubtful", checked.message_zh) if checked.state == "doubtful" else None
        return Reading(checked.code, doubt)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) or isinstance(value, float) else read(cells.text(value))

    return remembering(read, other)


def industry_reader(label: str, table: IndustryTable) -> Reader:
    """Reads an industry by code or name, as its code (C, C13, C1311)."""
    wrong = Reading(
        None,
        error(
            "unknown_industry",
            f"“{label}”认不出来，请按国民经济行业分类填门类或大类，例如 C13 或 农副食品加工业。",
        ),
    )

    def read(text: str) -> Reading:
        found = industry.parse(text, table)
        if found is not None:
            return Reading(found.code)
        return NOTHING if is_no_answer(text) else wrong

    return remembering(read)


def id_number_reader(label: str, *, today: date) -> Reader:
    """Reads a resident identity number: checksum and date are hard, an unknown region is a warning."""
    rounded = Reading(None, error("id_rounded", f"“{label}”{_ROUNDED}"))

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        checked = resident_id.check(text, today=today)
        if not checked.ok:
            return Reading(None, error(f"id_{checked.problem}", checked.message_zh))
        doubt = None if checked.region_known else warning("id_region", checked.message_zh)
        return Reading(checked.number, doubt)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) else read(cells.text(value))

    return remembering(read, other)


def code_reader(label: str, longest: int) -> Reader:
    """Reads a code of the sender's own (an organisation's code): no blanks, capitals."""
    rounded = Reading(None, error("code_rounded", f"“{label}”{_ROUNDED}"))
    too_long = Reading(None, error("too_long", f"“{label}”超过 {longest} 个字，请核对。"))

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        code = "".join(half_width(text).split()).upper()
        return too_long if len(code) > longest else Reading(code)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) else read(cells.text(value))

    return remembering(read, other)
