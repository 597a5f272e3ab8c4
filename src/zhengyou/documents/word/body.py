"""主体 and 版记: title, body, what is attached, signature, date, note (7.3), and the foot of the last page (7.4)."""

from __future__ import annotations

from zhengyou.documents.flow import Grid, Line
from zhengyou.documents.measures import Measures
from zhengyou.documents.plan import Enclosed, Plan
from zhengyou.documents.word.elements import (
    Element,
    eighths,
    element,
    indent,
    letters,
    paragraph,
    run,
    spacing,
    tab,
    twips,
    twips_of_mm,
)
from zhengyou.documents.word.tables import frame, table

BESIDE_NUMBER = 0.5  # characters between "1." and what it numbers, as wide as that mark


def title(lines: tuple[str, ...], measures: Measures, *, before: float = 0) -> list[Element]:
    """before: blank lines above it."""
    if not lines:
        return []
    after = measures.of("title", "after_lines") * measures.pitch
    placed = (
        spacing(measures.pitch, before=before * measures.pitch, after=after),
        element("jc", val="center"),
    )
    return [paragraph("title", run("\n".join(lines)), properties=placed)]


def line(piece: Line, measures: Measures) -> Element:
    if piece.level and len(piece.runs) == 1:
        return paragraph(f"heading_{piece.level}", run(piece.runs[0].text))
    runs = [run(one.text, None if one.what == "body" else letters(measures, one.what)) for one in piece.runs]
    keep = (element("keepNext"), element("keepLines")) if piece.keeps else ()
    return paragraph("body" if piece.indented else "plain", *runs, properties=keep)


def table_with_caption(grid: Grid, measures: Measures, width: float) -> list[Element]:
    made = []
    if grid.caption:
        made.append(paragraph("caption", run(grid.caption)))
    if grid.unit:
        made.append(
            paragraph("table", run(grid.unit), properties=(element("keepNext"), element("jc", val="right")))
        )
    return [*made, table(grid, measures, width)]


def named(plan: Plan, measures: Measures) -> list[Element]:
    """附件说明: lines that run over begin under the name's first character."""
    made = []
    start = measures.of("body", "indent")
    for index, one in enumerate(plan.named):
        mark = 1.0 + BESIDE_NUMBER if one.number else 0.0
        label = 3.0 if index == 0 else 0.0
        gap = measures.of("body", "attachment_gap_lines") * measures.pitch if index == 0 else 0
        keep = (element("keepNext"), element("keepLines")) if plan.signatures or plan.dated else ()
        placed = (
            *keep,
            spacing(measures.pitch, before=gap),
            indent(measures, left=start + 3 + mark, hanging=label + mark),
            element("jc", val="left"),
        )
        runs = [
            run(("附件：" if index == 0 else "") + one.number),
            *([tab()] if one.number else []),
            run(one.name),
        ]
        made.append(paragraph("plain", *runs, properties=placed))
    return made


def signed(plan: Plan, measures: Measures) -> list[Element]:
    """署名 and 成文日期 keep together, and with nothing torn between them."""
    key = "sealed_gap_lines" if plan.sealed else "signature_gap_lines"
    gap = measures.of("body", key) * measures.pitch
    lines = [*plan.signatures, *([plan.dated] if plan.dated else [])]
    made = []
    for index, one in enumerate(lines):
        keep = (element("keepNext"),) if index < len(lines) - 1 else ()
        placed = (
            *keep,
            spacing(measures.pitch, before=gap if index == 0 else 0),
            indent(measures, right=one.indent),
            element("jc", val="right"),
        )
        made.append(paragraph("plain", run(one.text), properties=placed))
    return made


def enclosed_head(one: Enclosed, measures: Measures, *, breaks: bool = True) -> list[Element]:
    """The attachment's mark and title. breaks: on a new page, which a new section begins by itself."""
    before = measures.of("body", "attachment_title_line") - 2
    new_page = (element("pageBreakBefore"),) if breaks else ()
    mark = paragraph("attachment_mark", run(one.mark), properties=(element("keepNext"), *new_page))
    return [mark, *title(one.title, measures, before=before)]


def colophon(plan: Plan, measures: Measures) -> Element | None:
    """A table that hangs at the foot of the type area; the borders of its rows are the rules."""
    letter = plan.kind == "letter"
    rows = [_copies(plan.copies_to, measures)] if plan.copies_to else []
    if not letter and (plan.printed_by or plan.printed_on):
        rows.append(_printed(plan, measures))
    if not rows:
        return None
    place = element(
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        topFromText=twips_of_mm(measures.of("colophon", "clearance")),
        bottomFromText=0,
        vertAnchor="margin",
        horzAnchor="page",  # not "margin": LibreOffice would let so wide a table flow with the text
        tblpX=twips_of_mm(measures.of("page", "left")),
        tblpYSpec="bottom",
    )
    borders = None if letter else _rules(measures)
    return frame([twips_of_mm(measures.text_width)], [[row] for row in rows], place, borders=borders)


def _copies(text: str, measures: Measures) -> Element:
    """7.4.2: lines that run over begin under the first character behind the colon."""
    side = measures.of("colophon", "indent")
    label = 3 * measures.size_of("colophon") / measures.character
    placed = (indent(measures, left=side + label, right=side, hanging=label), element("jc", val="both"))
    return paragraph("colophon", run(f"抄送：{text}"), properties=placed)


def _printed(plan: Plan, measures: Measures) -> Element:
    side = measures.of("colophon", "indent")
    stop = twips_of_mm(measures.text_width) - twips(side * measures.character)
    placed = (element("tabs", element("tab", val="right", pos=stop)), indent(measures, left=side))
    return paragraph("colophon", run(plan.printed_by), tab(), run(plan.printed_on), properties=placed)


def _rules(measures: Measures) -> Element:
    outer, inner = (eighths(measures.of("colophon", key)) for key in ("outer_rule", "inner_rule"))
    return element(
        "tblBorders",
        element("top", val="single", sz=outer, space=0, color="000000"),
        element("bottom", val="single", sz=outer, space=0, color="000000"),
        element("insideH", val="single", sz=inner, space=0, color="000000"),
    )
