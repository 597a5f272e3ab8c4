"""Reading codes: social credit codes, industries, identity numbers."""

from __future__ import annotations

from datetime import date

from zhengyou.census.rules import usual
from zhengyou.census.rules.findings import NOTHING, Reading, error, say, say_both, warning
from zhengyou.census.rules.words import Reader, cell_reader, half_width, is_no_answer
from zhengyou.standards import IndustryTable
from zhengyou.standards.rules import credit_code, industry, resident_id
from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell


def _rounded(code: str, label: str) -> Reading:
    """A number in place of digits: its last ones are gone."""
    told = say(
        "“%(label)s”被表格软件改成了数字，后几位已经丢失。请把这一列设为文本，对照证照重新填写。", label=label
    )
    return Reading(None, error(code, told))


def credit_code_reader(label: str) -> Reader:
    """Reads a unified social credit code. Refused ones are errors; a wrong check digit alone is a warning."""
    rounded = _rounded("code_rounded", label)

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        checked = credit_code.check(text)
        if checked.state == "refused":
            return Reading(
                None, error(f"code_{checked.problem}", say_both(checked.message_zh, checked.message_en))
            )
        doubt = (
            warning("code_doubtful", say_both(checked.message_zh, checked.message_en))
            if checked.state == "doubtful"
            else None
        )
        return Reading(checked.code, doubt)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) or isinstance(value, float) else read(cells.text(value))

    return usual.Glancing(cell_reader(read, other), usual.credit_codes)


def industry_reader(label: str, table: IndustryTable) -> Reader:
    """Reads an industry by code or name, as its code (C, C13, C1311)."""
    wrong = Reading(
        None,
        error(
            "unknown_industry",
            say(
                "“%(label)s”认不出来，请按国民经济行业分类填门类或大类，例如 C13 或 农副食品加工业。",
                label=label,
            ),
        ),
    )

    def read(text: str) -> Reading:
        found = industry.parse(text, table)
        if found is not None:
            return Reading(found.code)
        return NOTHING if is_no_answer(text) else wrong

    return cell_reader(read)


def id_number_reader(label: str, *, today: date) -> Reader:
    """Reads a resident identity number: checksum and date are hard, an unknown region is a warning."""
    rounded = _rounded("id_rounded", label)

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        checked = resident_id.check(text, today=today)
        if not checked.ok:
            return Reading(
                None, error(f"id_{checked.problem}", say_both(checked.message_zh, checked.message_en))
            )
        doubt = (
            None
            if checked.region_known
            else warning("id_region", say_both(checked.message_zh, checked.message_en))
        )
        return Reading(checked.number, doubt)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) else read(cells.text(value))

    return cell_reader(read, other)


def code_reader(label: str, longest: int) -> Reader:
    """Reads a code of the sender's own (an organisation's code): no blanks, capitals."""
    rounded = _rounded("code_rounded", label)
    too_long = Reading(
        None,
        error("too_long", say("“%(label)s”超过 %(longest)s 个字，请核对。", label=label, longest=longest)),
    )

    def read(text: str) -> Reading:
        if is_no_answer(text):
            return NOTHING
        code = "".join(half_width(text).split()).upper()
        return too_long if len(code) > longest else Reading(code)

    def other(value: Cell) -> Reading:
        return rounded if cells.lost_precision(value) else read(cells.text(value))

    return cell_reader(read, other)
