"""Charts are drawings that say the same on a page, in Word and as PDF, with or without colour."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from zhengyou.documents import Document, Kind, Picture, to_docx, to_pdf
from zhengyou.reports.charts import Bar, Line, bars, trend

NAME = "{http://www.w3.org/2000/svg}"
DAYS = ("2026-02-20", "2026-05-20", "2026-08-20", "2026-11-20")
KINDS = (
    Bar("制造业", 0.62, "62.0%"),
    Bar("批发和零售业", 0.31, "31.0%"),
    Bar("居民服务、修理和其他服务业，以及没有列出的其他各类服务业", 1.0, "100.0%"),
    Bar("教育", None, "不公布", faint=True),
)
LINES = (Line("应建组建率", (0.81, 0.84, None, 0.941)), Line("组织覆盖率", (0.32, 0.35, 0.36, 0.39)))


def drawn() -> dict[str, str]:
    return {
        "bars": bars("组织覆盖率，按行业门类", KINDS),
        "line": trend("应建组建率走势", DAYS, LINES[:1]),
        "lines": trend("两项比率走势", DAYS, LINES, width=330),
    }


def elements(svg: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{NAME}{name}"))


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in elements(svg, "text")]


@pytest.mark.parametrize("kind", ["bars", "line", "lines"])
def test_a_strict_policy_lets_it_through_and_a_screen_reader_hears_its_title(kind: str) -> None:
    svg = drawn()[kind]
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == elements(svg, "title")[0].text
    assert not re.search(r"style=|<style|<script|\son\w+=|href", svg)


def test_words_in_a_drawing_are_no_markup() -> None:
    svg = bars('<script>alert("1")</script>', [Bar("甲<b>&乙", 0.5, '"50%"')])
    assert "<script" not in svg
    assert texts(svg) == ["甲<b>&乙", '"50%"']


def test_bars_are_as_long_as_their_shares() -> None:
    rects = [one for one in elements(drawn()["bars"], "rect") if one.get("fill") == "#3874b0"]
    widths = [float(one.get("width") or 0) for one in rects]
    assert widths[0] / widths[2] == pytest.approx(0.62, abs=0.005)
    assert widths[1] / widths[2] == pytest.approx(0.31, abs=0.005)


def test_what_is_withheld_is_hatched_and_said_and_never_a_bar_of_nothing() -> None:
    svg = drawn()["bars"]
    assert "不公布" in texts(svg)
    assert [one for one in elements(svg, "rect") if (one.get("fill") or "").startswith("url(#")]
    assert "url(" not in bars("全部公布", KINDS[:2])


def test_lines_are_told_apart_without_colour_and_leave_a_gap_where_nothing_is_known() -> None:
    svg = drawn()["lines"]
    runs = elements(svg, "polyline")
    assert {one.get("stroke-dasharray") for one in runs} == {None, "7 4"}
    first = [one for one in runs if one.get("stroke-dasharray") is None]
    assert [len((one.get("points") or "").split()) for one in first] == [2, 1]
    assert elements(svg, "circle")
    assert [one for one in elements(svg, "rect") if one.get("width") == "8"]
    assert {"应建组建率", "组织覆盖率"} <= set(texts(svg))


def test_one_line_has_its_values_at_it_and_the_axis_says_where_it_runs() -> None:
    said = texts(drawn()["line"])
    assert {"81.0%", "84.0%", "94.1%", "80%", "100%", "2026-11-20"} <= set(said)


@pytest.mark.parametrize("kind", ["bars", "line", "lines"])
def test_nothing_is_drawn_outside_the_drawing(kind: str) -> None:
    svg = drawn()[kind]
    _left, _top, width, height = map(float, (ET.fromstring(svg).get("viewBox") or "").split())
    for one in elements(svg, "text"):
        assert 0 <= float(one.get("x") or 0) <= width
        assert 0 <= float(one.get("y") or 0) <= height
    for one in elements(svg, "rect"):
        assert float(one.get("x") or 0) >= 0
        assert float(one.get("x") or 0) + float(one.get("width") or 0) <= width + 0.2


def test_documents_take_a_chart_as_pdf_and_as_word() -> None:
    pictures = tuple(
        Picture(svg.encode(), alternative=kind, caption=kind) for kind, svg in sorted(drawn().items())
    )
    document = Document(Kind.REPORT, "数字简报", body=pictures)
    pdf, word = to_pdf(document), to_docx(document)
    assert pdf.content.startswith(b"%PDF")
    assert word.content.startswith(b"PK")
    assert not [one for one in (*pdf.notices, *word.notices) if one.code == "picture"]
