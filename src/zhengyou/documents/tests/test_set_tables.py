"""Tables: head rows on every page, spans, lying pages; pictures."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from zhengyou.documents import Attachment, Cell, Document, Kind, Picture, Table
from zhengyou.documents.flow import grid
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import (
    MM,
    find,
    is_turned,
    laid,
    number,
    opened,
    pdf,
    text_of,
    value,
    word,
)


def test_the_head_is_repeated_on_every_page() -> None:
    pages = [
        page
        for page in laid(samples.with_body(samples.table(80)))
        if any("第" in line.text for line in page.lines)
    ]
    assert len(pages) == 4
    for page in pages:
        heads = [line for line in page.lines if "应建" in line.text]
        assert len(heads) == 1
        assert (heads[0].font, heads[0].size) == ("NotoSansCJKsc-Regular", 12.0)


def test_every_row_is_there_once() -> None:
    texts = "".join(line.text for page in laid(samples.with_body(samples.table(80))) for line in page.lines)
    assert [texts.count(f"第{row}县") for row in range(1, 81)] == [1] * 80


def test_a_row_stays_whole_unless_it_is_very_long() -> None:
    words = "逐户研究、逐户销号，建立台账，按月调度，年底前办结。"
    rows = tuple((f"第{row}户", words * 4) for row in range(1, 31))
    document = samples.with_body(Table(head=(("户", "办法"),), rows=rows, widths=(1, 2)))
    pages = ["".join(line.text for line in page.lines) for page in laid(document)]
    counts = [re.sub(r"第\d+户", "", text).count("年底前办结") for text in pages]
    assert sum(counts) == 120
    assert not any(count % 4 for count in counts)
    long = samples.with_body(Table(head=(), rows=((words * 90, "甲"),), widths=(1, 2)))
    texts = "".join(line.text for page in laid(long) for line in page.lines).replace("甲", "")
    assert texts.count("逐户销号") >= 85  # broken over pages, nothing cut off


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("between", ["、", "\n"])
def test_a_high_row_beside_low_cells_goes_on_over_the_next_pages(landscape: bool, between: str) -> None:
    names = [f"第{number:03}单位" for number in range(1, 121)]
    rows = (("甲", "乙"), (between.join(names), "丙"), ("丁", "戊"))
    table = Table(head=(("单位", "备注"),), rows=rows, widths=(1, 8), landscape=landscape)
    document = samples.with_body(table)
    texts = ""
    for page in opened(pdf(document)).pages:
        if landscape == (page.width > page.height):
            first, last = (28, 184) if landscape else (37, 262)
            cells = [one for one in page.chars if not is_turned(one) and round(one["size"], 1) == 12.0]
            texts += "".join(one["text"] for one in cells if "Fang" in one["fontname"]).replace("丙", "")
            assert all(one["top"] * MM >= first - 0.5 for one in cells)
            assert all(one["bottom"] * MM <= last + 0.1 for one in cells)
    assert [name for name in names if name not in texts] == []
    tables = find(word(document).body, ".//w:tbl")
    (rows_in_word,) = [found for one in tables if len(found := find(one, "w:tr")) == 4]
    assert [bool(find(row, "w:trPr/w:cantSplit")) for row in rows_in_word] == [True, True, False, True]


def test_cells_that_span_many_rows_are_broken_between_them() -> None:
    rows = ((Cell("市", down=80), "第1县"), *((f"第{row}县",) for row in range(2, 81)))
    document = samples.with_body(Table(head=(("市", "县"),), rows=rows, widths=(1, 2)))
    for page in laid(document):
        assert all(line.baseline <= 262 for line in page.lines if "县" in line.text)
    texts = "".join(line.text for page in laid(document) for line in page.lines)
    assert [texts.count(f"第{row}县") for row in range(1, 81)] == [1] * 80


def test_a_table_is_as_wide_as_the_type_area() -> None:
    (page, *_) = opened(pdf(Document(kind=Kind.REPORT, title="", body=(samples.table(5),)))).pages
    edges = [
        float(one[side]) * MM for one in (*page.lines, *page.curves, *page.rects) for side in ("x0", "x1")
    ]
    assert [min(edges), max(edges)] == pytest.approx([28, 184], abs=0.2)


def test_a_lying_table_has_pages_of_its_own_turned_to_the_left() -> None:
    pages = opened(pdf(samples.with_body(samples.table(40, landscape=True)))).pages
    lying = [page for page in pages if page.width > page.height]
    assert [page.width > page.height for page in pages] == [False, *[True] * len(lying), False]
    assert len(lying) > 1
    for page in lying:
        upright = [char for char in page.chars if abs(char["matrix"][1]) < 0.5]
        assert min(char["top"] for char in upright) * MM >= 28 - 0.5
        assert min(char["x0"] for char in upright) * MM >= 35
        assert max(char["x1"] for char in upright) * MM <= 297 - 37 + 0.01
        assert max(char["bottom"] for char in upright) * MM <= 210 - 26 + 0.01


def test_word_repeats_heads_and_keeps_rows_whole() -> None:
    rows = find(word(samples.with_body(samples.table(3))).body, ".//w:tbl[1]/w:tr")
    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True, True, False, False, False]
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)


def test_word_spans_columns_and_rows() -> None:
    first, second, *_ = find(word(samples.with_body(samples.table(3))).body, ".//w:tbl[1]/w:tr")
    assert [text_of(cell) for cell in find(first, "w:tc")] == ["县区", "单位数", "备注"]
    assert [number(one, "val") for one in find(first, ".//w:gridSpan")] == [2]
    assert [value(one, "val") for one in find(first, ".//w:vMerge")] == ["restart", "restart"]
    assert [text_of(cell) for cell in find(second, "w:tc")] == ["", "应建", "已建", ""]
    assert [value(one, "val") for one in find(second, ".//w:vMerge")] == ["continue", "continue"]


def test_every_row_of_words_table_has_its_columns_and_width() -> None:
    (table, *_) = find(word(samples.with_body(samples.table(3))).body, ".//w:tbl")
    columns = [number(one, "w") for one in find(table, "w:tblGrid/w:gridCol")]
    assert sum(columns) / 20 * MM == pytest.approx(156, abs=0.2)
    for row in find(table, "w:tr"):
        assert sum(number(one, "w") for one in find(row, "w:tc/w:tcPr/w:tcW")) == sum(columns)


def test_word_lays_the_page_of_a_lying_table() -> None:
    made = word(samples.with_body(samples.table(3, landscape=True)))
    sizes = [
        (number(one, "w"), number(one, "h"), one.get(one.tag.replace("pgSz", "orient")))
        for one in find(made.body, ".//w:pgSz")
    ]
    upright, lying = (11906, 16838, None), (16838, 11906, "landscape")
    assert sizes == [upright, lying, upright]
    margins = find(made.body, ".//w:pgMar")[1]
    sides = [number(margins, side) / 20 * MM for side in ("top", "right", "bottom", "left")]
    assert sides == pytest.approx([28, 37, 26, 35], abs=0.05)
    turned = [one for one in made.parts("word/header") if find(one, ".//w:textDirection")]
    assert [text_of(one) for one in turned] == ["— 1 —", "— 1 —"]


def test_an_attachment_that_begins_lying_has_its_mark_and_title_on_that_page() -> None:
    lying = Attachment("分工表", (samples.table(3, landscape=True),))
    document = replace(samples.SHORT, attachments=(lying,), copies_to="", printed_by="", printed_on=None)
    *upright, last = laid(document)
    assert [page.width > page.height for page in (*upright, last)] == [False] * len(upright) + [True]
    beginnings = [line.text for line in last.lines]
    assert beginnings[:2] == ["附件", "分工表"]
    assert any("应建" in line.text for line in last.lines)
    sizes = [number(one, "w") for one in find(word(document).body, ".//w:pgSz")]
    assert sizes == [11906, 16838]  # no empty page behind the table


def test_a_colophon_behind_a_lying_attachment_stands_upright() -> None:
    lying = Attachment("分工表", (samples.table(3, landscape=True),))
    document = replace(samples.SHORT, attachments=(lying,))
    assert [page.width > page.height for page in laid(document)][-2:] == [True, False]
    assert [number(one, "w") for one in find(word(document).body, ".//w:pgSz")] == [11906, 16838, 11906]


@pytest.mark.parametrize(
    "table",
    [
        Table(head=(), rows=(("甲",), ("乙", "丙", "丁"))),
        Table(head=((Cell("甲", across=9, down=9), "乙"),), rows=((Cell("丙", down=99), "丁"), ("戊",))),
        Table(head=((Cell("甲", down=2),),), rows=(("乙",),)),
        Table(head=(("甲", "乙"),), rows=(), widths=(0, 0)),
        Table(head=(), rows=((Cell("甲", across=0, down=-1),),), widths=(1, 2, 3)),
    ],
)
def test_uneven_tables_fill_every_place_once_and_lose_no_text(table: Table) -> None:
    found = grid(table)
    places = [
        (cell.row + y, cell.column + x)
        for cell in found.cells
        for y in range(cell.down)
        for x in range(cell.across)
    ]
    assert sorted(places) == [
        (row, column) for row in range(found.rows) for column in range(len(found.shares))
    ]
    given = [
        cell if isinstance(cell, str) else cell.text for row in (*table.head, *table.rows) for cell in row
    ]
    assert sorted(cell.text for cell in found.cells if cell.text) == sorted(given)
    assert sum(found.shares) == pytest.approx(1, abs=0.001)
    assert laid(Document(kind=Kind.REPORT, title="", body=(table,)))


def test_a_table_with_more_columns_than_word_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="63 columns"):
        grid(Table(head=(), rows=(tuple(str(number) for number in range(64)),)))


def test_a_chart_is_drawn_as_lines_in_the_pdf_and_as_a_picture_in_word() -> None:
    document = samples.with_body(samples.PICTURE)
    assert any(
        page.rects and any(bar["fill"] and bar["height"] > 100 for bar in page.rects)
        for page in opened(pdf(document)).pages
    )
    made = word(document)
    assert made.files["word/media/image1.png"].startswith(b"\x89PNG")
    assert "柱状图" in made.files["word/document.xml"].decode()
    assert any(line.text.startswith("图1") for page in laid(document) for line in page.lines)


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"junk",
        b"\x89PNG\r\n\x1a\n",
        b"<svg",
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>",
    ],
)
def test_a_picture_that_cannot_be_drawn_is_told_and_named(image: bytes) -> None:
    document = samples.with_body(Picture(image, "覆盖情况图"))
    assert [notice.code for notice in pdf(document).notices] == ["picture"]
    assert any("（图：覆盖情况图）" in line.text for page in laid(document) for line in page.lines)
    assert "root:" not in "".join(line.text for page in laid(document) for line in page.lines)
