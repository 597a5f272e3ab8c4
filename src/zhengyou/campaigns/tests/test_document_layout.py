"""The printed implementation document, measured: Word's XML in its own units, PDF pages in mm (GB/T 9704-2012)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Content, Item, Measure, Part, Point
from zhengyou.campaigns.rules.document.layout import TABLE_HEAD, official, places
from zhengyou.campaigns.tests.document_matter import content, item
from zhengyou.documents import Document, Heading, Table
from zhengyou.documents.tests.measuring import (
    MM,
    Page,
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

ISSUER = "南阳市创先争优活动领导小组办公室"
BODIES = ("中共南阳市委组织部", "中共南阳市委统战部", "南阳市工商业联合会")


def measure(task: int) -> Measure:
    return Measure(
        task=task,
        title=f"对第{task}类企业逐户排查，建立应建未建名单",
        leads=BODIES[:1],
        assists=BODIES[1:],
        starts_on=date(2026, 12, 1),
        due_on=date(2027, 1, 31),
        done_when="名单逐户有下一步、负责人和日期",
    )


def said(key: int, text: str = "") -> Item:
    one = item(key, asked=f"对第{key}类企业，要逐户研究、逐户销号。", measures=(measure(key),))
    return replace(one, text=text or drafting.answer(one))


def sample() -> Content:
    excused = replace(item(9, measures=(measure(9),)), text="", excused="省里统一办")
    return content(
        title="南阳市贯彻落实《在全省创先争优活动座谈会上的讲话》的具体意见和措施",
        issuer=ISSUER,
        number="宛创组〔2026〕3号",
        addressees="各县（市、区）创先争优活动领导小组，各成员单位",
        dated=date(2026, 11, 24),
        opening=drafting.opening(["在全省创先争优活动座谈会上的讲话"], "南阳市"),
        closing=drafting.closing(),
        parts=(
            Part(1, "opening", "", "", (said(1),)),
            Part(
                1, "part", "一", "加大组建力度,扩大覆盖", (said(2), excused),
                (
                    Point("摸清底数。", (said(3), said(4)), "（一）"),
                    Point("健全机制", (said(5), excused), "（二）"),
                    Point("", (said(6), said(7)), "三要"),
                ),
            ),
            Part(1, "part", "二", "全部不需要答复", (excused,)),
            Part(1, "closing", "", "", (said(8),)),
        ),
    )  # fmt: skip


DOCUMENT = official(sample())


def upright(document: Document = DOCUMENT) -> list[Page]:
    return [page for page in laid(document) if page.width < page.height]


def test_headings_follow_the_directives_structure() -> None:
    told = [(one.level, one.text, bool(one.runs_on)) for one in DOCUMENT.body if isinstance(one, Heading)]
    assert told == [
        (1, "总体要求", False),
        (2, "", True),
        (1, "加大组建力度，扩大覆盖", False),
        (2, "", True),
        (2, "摸清底数", False),
        (3, "", True),
        (3, "", True),
        (2, "健全机制。", True),
        (2, "", True),
        (1, "工作要求", False),
        (2, "", True),
    ]


def test_numbers_follow_each_other_and_no_level_is_left_out() -> None:
    levels = [one.level for one in DOCUMENT.body if isinstance(one, Heading)]
    assert all(below <= above + 1 for above, below in pairwise([0, *levels]))
    printed = [text_of(one) for one in find(word(DOCUMENT).body, ".//w:p")]
    marks = [mark for text in printed if (mark := re.match(r"[一二三四五]、|（[一二三四五]）|[1-9]\.", text))]
    assert [mark[0] for mark in marks] == [
        "一、", "（一）", "二、", "（一）", "（二）", "1.", "2.", "（三）", "（四）", "三、", "（一）",
    ]  # fmt: skip


def test_what_is_excused_is_neither_in_the_text_nor_in_the_table() -> None:
    assert "全部不需要答复" not in str(DOCUMENT)
    assert [place for place, _item in places(sample())] == [
        "一（一）", "二（一）", "二（二）1", "二（二）2", "二（三）", "二（四）", "二（四）", "三（一）",
    ]  # fmt: skip
    (table,) = DOCUMENT.attachments[0].body
    assert isinstance(table, Table)
    assert (table.head, len(table.rows), table.landscape) == ((TABLE_HEAD,), 8, True)


def test_a_measure_of_two_clauses_stands_once_in_the_table() -> None:
    shared = (measure(1),)
    both = content(item(1, measures=shared), item(2, measures=shared))
    (table,) = official(both).attachments[0].body
    assert isinstance(table, Table)
    assert len(table.rows) == 1


def test_without_measures_there_is_no_attachment() -> None:
    assert official(content(item(measures=()))).attachments == ()


def test_word_has_the_standards_page_and_pitch() -> None:
    made = word(DOCUMENT)
    sizes = [(number(one, "w"), number(one, "h")) for one in find(made.body, ".//w:pgSz")]
    assert sizes == [(11906, 16838), (16838, 11906)]
    first, lying = find(made.body, ".//w:pgMar")
    sides = ("top", "right", "bottom", "left")
    assert [number(first, side) / 20 * MM for side in sides] == pytest.approx([37, 26, 35, 28], abs=0.05)
    assert [number(lying, side) / 20 * MM for side in sides] == pytest.approx([28, 37, 26, 35], abs=0.05)
    spacing = find(made.style("Normal"), "w:pPr/w:spacing")[0]
    assert value(spacing, "lineRule") == "exact"
    assert number(spacing, "line") / 20 == pytest.approx(28.95, abs=0.05)


def test_word_sets_each_level_in_its_face_and_size() -> None:
    made = word(DOCUMENT)
    faces = {
        "一、总体要求": ("heading_1", "黑体"),
        "（二）摸清底数": ("heading_2", "楷体_GB2312"),
        "为贯彻落实": ("body", "仿宋_GB2312"),
    }
    for beginning, (style, face) in faces.items():
        paragraph = made.paragraph(beginning)
        assert value(find(paragraph, "w:pPr/w:pStyle")[0], "val") == style, beginning
        fonts = find(made.style(style), "w:rPr/w:rFonts")[0]
        assert value(fonts, "eastAsia") == face, beginning
        assert number(find(made.style(style), "w:rPr/w:sz")[0], "val") == 32, beginning
    running_on = made.paragraph("（三）健全机制。")  # a heading inside its paragraph keeps its face
    kai = find(find(running_on, "w:r")[0], "w:rPr/w:rFonts")[0]
    assert value(kai, "eastAsia") == "楷体_GB2312"
    assert text_of(made.paragraph("1.")).startswith("1.")
    outline = [
        number(find(made.style(f"heading_{level}"), "w:pPr/w:outlineLvl")[0], "val") for level in (1, 2, 3)
    ]
    assert outline == [0, 1, 2]


def test_word_repeats_the_tables_head_and_numbers_every_page() -> None:
    made = word(DOCUMENT)
    head, *rows = find(made.body, ".//w:tbl[last()]/w:tr")
    assert [text_of(cell) for cell in find(head, "w:tc")] == list(TABLE_HEAD)
    assert find(head, "w:trPr/w:tblHeader")
    assert len(rows) == 8
    feet = [text_of(one) for one in made.parts("word/footer") + made.parts("word/header")]
    assert sum("— 1 —" in foot for foot in feet) == 4  # odd and even, upright and lying


def test_the_pdfs_text_lies_in_the_type_area_with_the_standards_pitch() -> None:
    for page in upright():
        assert [page.width, page.height] == pytest.approx([210, 297], abs=0.1)
        for line in page.text:
            assert line.left >= 28 - 0.6, line.text
            blank = 3 if line.text[-1] in "，。、；：”）" else 0  # the white half of a mark at the line's end
            assert line.right <= 184 + 0.6 + blank, line.text
        steps = [
            below - above for above, below in pairwise(one.baseline for one in page.text if one.size == 16.0)
        ]
        assert min(steps) == pytest.approx(28.95 * MM, abs=0.05)
        assert max(line.baseline for line in page.text) <= 262 + 0.1
        assert min(line.baseline for line in page.text) >= 37


def test_the_pdfs_faces_and_sizes_by_level() -> None:
    lines = [line for page in upright() for line in page.text]

    def face(beginning: str) -> tuple[str, float]:
        line = next(line for line in lines if line.text.startswith(beginning))
        return line.font, line.size

    assert face("一、总体要求") == ("NotoSansCJKsc-Regular", 16.0)
    assert face("（二）摸清底数") == ("FandolKai-Regular", 16.0)
    assert face("为贯彻落实") == ("FandolFang-Regular", 16.0)
    assert face("南阳市贯彻落实")[1] == 22.0
    (first, *_others) = upright()
    title = first.line("南阳市贯彻落实")
    assert (title.left + title.right) / 2 == pytest.approx(28 + 156 / 2, abs=1)


def test_the_pdfs_head_number_signature_and_date() -> None:
    first, *_rest, last = upright()
    assert first.line("宛创组〔2026〕3号").baseline < first.line("南阳市贯彻落实").baseline
    reds = [bar for bar in first.bars if bar.right - bar.left == pytest.approx(156, abs=0.2)]
    assert len(reds) == 1
    dated = last.line("2026年11月24日")
    signed = next(line for line in reversed(last.text) if line.text == ISSUER)
    assert 184 - signed.right == pytest.approx(2 * 156 / 28, abs=0.5)  # so long a name takes the date with it
    assert (signed.left + signed.right) / 2 == pytest.approx((dated.left + dated.right) / 2, abs=1.5)
    assert dated.baseline - signed.baseline == pytest.approx(28.95 * MM, abs=0.1)
    attached = last.line("附件：")
    assert "重点任务责任分工表" in attached.text


def test_the_pdfs_pages_are_numbered_outside_the_type_area() -> None:
    character = 156 / 28
    for place, page in enumerate(upright(), start=1):
        shown = page.number
        assert shown is not None
        assert shown.text.replace(" ", "") == f"—{place}—"
        assert shown.size == 14.0
        if place % 2:
            assert 184 - shown.right == pytest.approx(character, abs=1)
        else:
            assert shown.left - 28 == pytest.approx(character, abs=1)


def test_the_responsibility_table_lies_on_its_page_with_mark_and_title() -> None:
    lying = [page for page in laid(DOCUMENT) if page.width > page.height]
    assert len(lying) >= 1
    assert [line.text for line in lying[0].lines[:2]] == ["附件", "重点任务责任分工表"]
    for page in lying:
        heads = [line for line in page.lines if "怎样算办成" in line.text]
        assert len(heads) == 1
    every = "".join(line.text for page in lying for line in page.lines)
    assert all(f"第{task}类" in every for task in range(1, 9))


def crowded(bodies: int) -> Document:
    """The second demand's measure has so many bodies that assist."""
    named = tuple(f"南阳市第{place:02}区创先争优活动领导小组办公室" for place in range(1, bodies + 1))
    one = item(2, text="按分工表办理。", measures=(replace(measure(2), assists=named),))
    return official(content(said(1), one, said(3), addressees="各县（市、区）", dated=date(2026, 11, 24)))


@pytest.mark.parametrize("bodies", [5, 13, 40, 120])
def test_of_many_bodies_every_name_is_printed_inside_the_type_area(bodies: int) -> None:
    pages = [page for page in opened(pdf(crowded(bodies))).pages if page.width > page.height]
    column: list[str] = []
    for page in pages:
        signs = [sign for sign in page.chars if not is_turned(sign)]
        assert min(sign["x0"] for sign in signs) * MM >= 35
        assert max(sign["x1"] for sign in signs) * MM <= 297 - 37 + 0.1
        assert min(sign["top"] for sign in signs) * MM >= 28 - 0.5
        assert max(sign["bottom"] for sign in signs) * MM <= 210 - 26 + 0.1
        (left,) = {sign["x0"] for sign in signs if sign["text"] == "配"}
        column += [sign["text"] for sign in signs if left - 20 < sign["x0"] < left + 64]
    read = "".join(column).replace("配合单位", "")  # the head of every page
    for place in range(1, bodies + 1):
        assert f"南阳市第{place:02}区创先争优活动领导小组办公室" in read


def test_in_word_only_a_high_row_may_be_broken() -> None:
    _head, first, high, last = find(word(crowded(40)).body, ".//w:tbl[last()]/w:tr")
    assert [bool(find(row, "w:trPr/w:cantSplit")) for row in (first, high, last)] == [True, False, True]


@pytest.mark.parametrize("bodies", [3, 40])
def test_the_attachments_mark_and_title_stand_above_their_table(bodies: int) -> None:
    shared = tuple(f"第{place}单位" * 4 for place in range(bodies))
    one = item(1, text="按分工表办理。", measures=(replace(measure(1), assists=shared),))
    (first, *_rest) = [page for page in laid(official(content(one))) if page.width > page.height]
    shown = [line.text for line in first.lines]
    assert shown[:2] == ["附件", "重点任务责任分工表"]
    assert any("怎样算办成" in line for line in shown)
    assert any("第1类" in line for line in shown)
    mark = next(one for one in find(word(official(content(one))).body, ".//w:p") if text_of(one) == "附件")
    assert find(mark, "w:pPr/w:keepNext")


@pytest.mark.parametrize("lines", range(1, 23))
def test_text_stands_with_the_line_of_the_attachment(lines: int) -> None:
    filled = replace(sample(), opening="\n".join(["逐户研究。"] * lines))
    last = upright(official(filled))[-1]
    before = [line.text for line in last.text if line.baseline < last.line("附件：").baseline]
    assert len(before) >= 2


def test_a_draft_says_so_below_the_title() -> None:
    marked = official(sample(), remark="（送审稿）")
    first, *_rest = upright(marked)
    assert first.line("（送审稿）").baseline > first.line("南阳市贯彻落实").baseline
