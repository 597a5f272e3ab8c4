"""A value reads the same in any spelling that is accepted; what is no value never raises and never touches another row."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.importing.readers import reader_for
from zhengyou.census.rules import codes, dates, numbers, words
from zhengyou.census.rules.findings import Reading
from zhengyou.census.rules.words import Reader
from zhengyou.census.tests.importing.lab import Lab, code
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.layout import Layout
from zhengyou.census.tests.layouts.sheets import xlsx
from zhengyou.workbooks import cells

TODAY = date(2026, 11, 23)
FULL = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ,.%-"}
INVISIBLE = ("", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u200e", "\u2060", "\t", "\n")
AMOUNT_UNITS: dict[str, Decimal | int] = {
    "元": 10_000,
    "千元": 10,
    "万元": 1,
    "万": 1,
    "百万元": Decimal("0.01"),
    "亿元": Decimal("0.0001"),
}


@st.composite
def dressed(draw: st.DrawFn, text: str) -> str:
    """The text in full width or not, with blanks and signs that nobody sees around it."""
    text = text.translate(FULL) if draw(st.booleans()) else text
    return draw(st.sampled_from(INVISIBLE)) + text + draw(st.sampled_from(INVISIBLE))


@given(st.integers(0, 2_000_000), st.data())
def test_a_count(number: int, data: st.DataObject) -> None:
    spelled = data.draw(
        st.sampled_from([str(number), f"{number:,}", f"{number}人", f"{number} 名", f"{number}.0"])
    )
    reader = numbers.count_reader("人数")
    assert reader(data.draw(dressed(spelled))) == (number, None)
    assert reader(number) == (number, None)
    assert reader(float(number)) == (number, None)
    about = reader(
        data.draw(st.sampled_from([f"约{number}", f"{number}余人", f"近{number}人", f"{number}左右"]))
    )
    assert about.value == number
    assert about.finding is not None


@given(st.decimals("0.0001", "900000", places=4), st.sampled_from(sorted(AMOUNT_UNITS)), st.data())
def test_an_amount_of_money(wan: Decimal, unit: str, data: st.DataObject) -> None:
    said = wan * AMOUNT_UNITS[unit]
    plain = format(said.normalize(), "f")
    assert (
        numbers.amount_reader("收入")(
            data.draw(dressed(plain) if unit == "万元" else dressed(plain + unit))
        ).value
        == wan
    )
    heading = "万元" if unit == "万" else unit
    by_heading = numbers.amount_reader("收入", heading=heading)
    assert by_heading(data.draw(dressed(plain))).value == wan
    assert by_heading(f"{wan}万元").value == wan  # the cell goes before the heading
    whole, _, rest = plain.partition(".")
    assert by_heading(f"{int(whole):,}" + (f".{rest}" if rest else "")).value == wan


ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(st.dates(date(1950, 1, 1), TODAY), st.data())
def test_a_day(day: date, data: st.DataObject) -> None:
    y, m, d = day.year, day.month, day.day
    spelled = [
        day.isoformat(), f"{y}.{m}.{d}", f"{y}/{m:02}/{d:02}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}号", f"{day.isoformat()} 00:00:00", f"{d} {ENGLISH[m - 1]} {y}", f"{ENGLISH[m - 1]} {d}, {y}",
        f"{d}-{ENGLISH[m - 1].upper()}-{y}", str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    reader = dates.partial_date_reader("日期", today=TODAY)
    text = data.draw(st.sampled_from(spelled))
    assert reader(text) == (day.isoformat(), None)
    assert reader(text.translate(FULL)) == (day.isoformat(), None)
    assert reader(day) == reader(int(f"{y}{m:02}{d:02}")) == (day.isoformat(), None)


@given(st.integers(1950, 2026), st.integers(1, 12), st.data())
def test_a_month(y: int, m: int, data: st.DataObject) -> None:
    spelled = [
        f"{y}-{m:02}",
        f"{y}年{m}月",
        f"{y}.{m}",
        f"{y}{m:02}",
        f"{y}/{m}",
        f"{ENGLISH[m - 1]} {y}",
        f"{y}年{m}月份",
    ]
    expected = Reading(f"{y}-{m:02}")
    late = date(y, m, 1) > TODAY
    reader = dates.partial_date_reader("日期", today=TODAY)(
        data.draw(dressed(data.draw(st.sampled_from(spelled))))
    )
    assert reader == expected or (late and reader.value is None)


@given(st.integers(1, 9_999_999), st.data())
def test_a_credit_code(number: int, data: st.DataObject) -> None:
    plain = code(number)
    spelled = data.draw(
        st.sampled_from([plain, plain.lower(), f"{plain[:8]}-{plain[8:]}", f"{plain[:2]} {plain[2:]}"])
    )
    assert codes.credit_code_reader("代码")(data.draw(dressed(spelled))) == (plain, None)


def _readers() -> list[tuple[str, Reader]]:
    found = []
    for kind in ("units", "organisations", "members"):
        for key, one in targets.fields(kind).items():
            found.append((key, reader_for(one, column=None, kind=kind, today=TODAY, heading_unit=None)))
    return found


@given(st.data())
def test_a_choice(data: st.DataObject) -> None:
    enum = data.draw(st.sampled_from(list(standards.load_enums())))
    value = data.draw(st.sampled_from(enum.values))
    spelled = data.draw(st.sampled_from(value.spellings))
    assert words.choice_reader("项目", enum)(data.draw(dressed(spelled))) == (value.code, None)


JUNK = st.one_of(
    st.text(max_size=40),
    st.text(
        alphabet="0123456789０１２.,，-+eE%元万亿年月日/、*#=@√×(（)） \u200b\ufeff\u3000约余", max_size=14
    ),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(
        [*cells.FAILED, cells.UNCALCULATED, cells.Shared("12"), "=1+1", "1e999999", "٣٤", "①", "½", "²"]
    ),
)


@given(JUNK)
@example("1" * 400)
@example("1e999999999")
@example("9" * 17)
@example(float("nan"))
@example(float("inf"))
@example(10**400)
@example("\ud800")
def test_no_cell_makes_any_reader_raise(cell: Any) -> None:
    for _, read in READERS:
        reading = read(cell)
        assert reading.finding is None or reading.finding.message


READERS = _readers()
UNITS = Layout("", "", lambda _: None, "units", "411302")  # type: ignore[arg-type,return-value]
HEAD = [
    "单位名称",
    "统一社会信用代码",
    "从业人员数",
    "年营业收入（万元）",
    "乡镇（街道）",
    "党组织成立时间",
    "党组织名称",
    "备注",
]
LINES = [
    [f"企业{n}有限公司", code(n), n, 1.5 * n, "汉冶街道", f"2010-0{n}", f"第{n}党支部", f"备注{n}"]
    for n in range(1, 5)
]
CELL_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60
)


def _writes(path: Path, lines: list[list[Any]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *lines])
    else:
        xlsx(path, {"表": [HEAD, *lines]})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".xlsx", ".csv"]), st.integers(0, len(HEAD) - 1), st.one_of(CELL_TEXT, JUNK))
@example(".xlsx", 0, "合计")
@example(".csv", 0, "单位名称")
@example(".xlsx", 5, "清空")
def test_junk_in_one_row_changes_no_other(lab: Lab, ending: str, column: int, junk: Any) -> None:
    if isinstance(junk, str):
        junk = cells.writable(junk)
    if isinstance(junk, float | int) and not isinstance(junk, bool):
        junk = str(junk)
    lines = [list(line) for line in LINES]
    lines[1][column] = junk
    path = lab.folder / f"杂{ending}"
    _writes(path, lines)
    with transaction.atomic():
        before = judging.known("units")
        judging.send(path, UNITS)
        found = judging.held("units", before)
        transaction.set_rollback(True)
    for number in (1, 3, 4):
        assert found[f"企业{number}有限公司"] == {
            "name": f"企业{number}有限公司", "uscc": code(number), "employees": number,
            "revenue": 1.5 * number if number % 2 else int(1.5 * number), "place": "汉冶街道",
            "founded": f"2010-0{number}", "org_name": f"第{number}党支部", "has_org": True,
            "progress": f"备注{number}", "surveyed_on": judging.SURVEYED,
        }  # fmt: skip


@pytest.mark.parametrize("days", [0, 1, 30_000])
def test_a_serial_number_is_its_day(days: int) -> None:
    day = date(1925, 1, 1) + timedelta(days=days)
    assert (
        dates.partial_date_reader("日期", today=TODAY)((day - date(1899, 12, 30)).days).value
        == day.isoformat()
    )
