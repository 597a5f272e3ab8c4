"""The docx: the standard's numbers in its XML, in an order that Word accepts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from zhengyou.documents import Document
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import MM, find, number, text_of, value, word

ALL = [
    samples.DOCUMENT,
    samples.LETTER,
    samples.UPWARD,
    samples.REPORT,
    samples.with_body(samples.table(3, landscape=True)),
]
# ECMA-376, part 1: the order of children that Word insists on.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs kinsoku "
    "overflowPunct topLinePunct autoSpaceDE autoSpaceDN snapToGrid spacing ind jc textDirection outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color spacing w kern position sz szCs u lang",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vMerge tcBorders shd textDirection vAlign",
    "sectPr": "headerReference type pgSz pgMar pgNumType cols vAlign titlePg docGrid",
    "style": "name basedOn uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang",
}


def style_facts(document: Document, code: str) -> dict[str, Any]:
    style = word(document).style(code)
    return {
        "font": value(find(style, "w:rPr/w:rFonts")[0], "eastAsia"),
        "latin": value(find(style, "w:rPr/w:rFonts")[0], "ascii"),
        "size": number(find(style, "w:rPr/w:sz")[0], "val") / 2,
    }


def test_the_page_has_the_standards_margins() -> None:
    for size, margins in zip(
        *(find(word(samples.DOCUMENT).body, f".//w:{tag}") for tag in ("pgSz", "pgMar")), strict=True
    ):
        assert (number(size, "w"), number(size, "h")) == (11906, 16838)
        sides = [number(margins, side) / 20 * MM for side in ("top", "right", "bottom", "left")]
        assert sides == pytest.approx([37, 26, 35, 28], abs=0.03)


def test_lines_stand_28_95_points_apart_and_22_fit() -> None:
    line = find(word(samples.DOCUMENT).style("Normal"), "w:pPr/w:spacing")[0]
    assert (number(line, "line"), value(line, "lineRule")) == (579, "exact")
    assert 22 * 579 / 20 * MM <= 225 < 23 * 579 / 20 * MM
    assert number(find(word(samples.DOCUMENT).body, ".//w:docGrid")[0], "linePitch") == 579


def test_28_characters_fit_a_line_and_29_do_not() -> None:
    run = find(word(samples.DOCUMENT).style("body"), "w:rPr")[0]
    width = number(find(run, "w:sz")[0], "val") / 2 + number(find(run, "w:spacing")[0], "val") / 20
    assert 28 * width * MM <= 156 < 28.2 * width * MM


@pytest.mark.parametrize(
    ("code", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("body", "仿宋_GB2312", 16),
        ("title", "方正小标宋简体", 22),
        ("heading_1", "黑体", 16),
        ("heading_2", "楷体_GB2312", 16),
        ("heading_3", "仿宋_GB2312", 16),
        ("heading_4", "仿宋_GB2312", 16),
        ("secrecy", "黑体", 16),
        ("urgency", "黑体", 16),
        ("signer", "楷体_GB2312", 16),
        ("attachment_mark", "黑体", 16),
        ("colophon", "仿宋_GB2312", 14),
        ("page_number", "宋体", 14),
    ],
)
def test_each_element_has_its_face_and_size(code: str, font: str, size: float) -> None:
    assert style_facts(samples.DOCUMENT, code) == {"font": font, "latin": font, "size": size}


def test_word_is_told_what_to_take_where_a_face_is_missing() -> None:
    fonts = {
        value(one, "name"): value(find(one, "w:altName")[0], "val")
        for one in find(word(samples.DOCUMENT).part("word/fontTable.xml"), "w:font")
    }
    assert fonts["仿宋_GB2312"] == "仿宋"
    assert fonts["楷体_GB2312"] == "楷体"
    assert fonts["方正小标宋简体"] == "华文中宋"


def test_paragraphs_and_headings_begin_two_characters_in() -> None:
    for code in ("body", "heading_1", "heading_2", "heading_3", "heading_4"):
        indent = find(word(samples.DOCUMENT).style(code), "w:pPr/w:ind")[0]
        assert number(indent, "firstLineChars") == 200
        assert number(indent, "firstLine") / 20 * MM == pytest.approx(2 * 156 / 28, abs=0.05)


def test_headings_are_headings_to_word() -> None:
    made = word(samples.DOCUMENT)
    for level in range(1, 5):
        style = made.style(f"heading_{level}")
        assert value(find(style, "w:name")[0], "val") == f"heading {level}"
        assert number(find(style, "w:pPr/w:outlineLvl")[0], "val") == level - 1
        assert find(style, "w:pPr/w:keepNext")
    assert value(find(made.paragraph("一、总体要求"), "w:pPr/w:pStyle")[0], "val") == "heading_1"


def test_a_heading_that_runs_on_is_set_in_two_faces() -> None:
    runs = find(word(samples.DOCUMENT).paragraph("（一）摸清底数"), "w:r")
    assert value(find(runs[0], "w:rPr/w:rFonts")[0], "eastAsia") == "楷体_GB2312"
    assert find(runs[1], "w:rPr") == []  # the body's, by its style


def test_chinese_line_breaking_is_on_and_widow_control_off() -> None:
    properties = find(word(samples.DOCUMENT).style("Normal"), "w:pPr")[0]
    for tag, expected in (("kinsoku", 1), ("overflowPunct", 1), ("widowControl", 0), ("autoSpaceDE", 0)):
        assert number(find(properties, f"w:{tag}")[0], "val") == expected


def test_signature_and_date_keep_their_distance_from_the_edge() -> None:
    made = word(samples.SHORT)
    name = next(one for one in find(made.body, ".//w:p") if text_of(one) == samples.ISSUER)
    assert number(find(name, "w:pPr/w:ind")[0], "rightChars") == 200
    assert find(name, "w:pPr/w:keepNext")
    # A name of 9 characters, a date of 6.5 that begins two after it: 9 - 6.5 remain.
    assert number(find(made.paragraph("2026年11月3日"), "w:pPr/w:ind")[0], "rightChars") == 250


def test_attachments_begin_on_new_pages() -> None:
    made = word(samples.DOCUMENT)
    for beginning in ("附件1", "附件2"):
        assert find(made.paragraph(beginning), "w:pPr/w:pageBreakBefore")


@pytest.mark.parametrize("document", ALL)
def test_every_part_keeps_the_order_that_word_insists_on(document: Document) -> None:
    made = word(document)
    for name in made.files:
        if not name.startswith("word/") or not name.endswith(".xml") or "theme" in name:
            continue
        root = made.part(name)
        for parent, order in ORDER.items():
            known = order.split()
            for element in find(root, f"//w:{parent}"):
                children = [child.tag.rpartition("}")[2] for child in element]
                children = ["headerReference" if child == "footerReference" else child for child in children]
                places = [known.index(child) for child in children]
                assert all(one <= two for one, two in pairwise(places)), (name, parent, children)


@pytest.mark.parametrize("document", ALL)
def test_every_relation_that_is_named_exists_and_every_style(document: Document) -> None:
    made = word(document)
    relations = made.files["word/_rels/document.xml.rels"].decode()
    for element in find(made.body, "//*[@r:id or @r:embed]"):
        for key in element.attrib:
            if "officeDocument/2006/relationships" in key:
                assert f'Id="{element.get(key)}"' in relations
    styles = {value(one, "styleId") for one in find(made.styles, "w:style")}
    for part in (made.body, *made.parts("word/header"), *made.parts("word/footer")):
        assert {value(one, "val") for one in find(part, ".//w:pStyle")} <= styles


def test_two_tables_never_touch() -> None:
    made = word(samples.with_body(samples.table(2), samples.table(2)))
    tags = [child.tag.rpartition("}")[2] for child in find(made.body, "./w:body")[0]]
    assert ("tbl", "tbl") not in pairwise(tags)
