"""版头: what stands above the red line (7.2), and the head of a letter (10.1)."""

from __future__ import annotations

from zhengyou.documents.advance import width
from zhengyou.documents.measures import POINT, Measures
from zhengyou.documents.plan import Mark, Plan
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
from zhengyou.documents.word.tables import frame

EM_LINE = 1.1  # of the letters' size: in a line so high their em box begins at its head
DESCENT = 0.12
MARK_GAP = 0.15
SLACK = 0.3  # characters by which a column is wider than its text, so that no rounding breaks it


def document_head(plan: Plan, measures: Measures) -> list[Element]:
    notes = [paragraph(what, run(text)) for what, text in plan.notes]
    used = len(notes) * measures.pitch
    room = max(measures.of("head", "mark_top") / POINT - used, 0.0)
    return [
        *notes,
        *(mark(plan.mark, measures, room) if plan.mark else ()),
        *_number(plan, measures),
        _red_line(measures),
    ]


def mark(given: Mark, measures: Measures, before: float) -> list[Element]:
    """发文机关标志, `before` pt below what stands above it. Joint issuers' names are drawn to one width."""
    if given.suffix:
        return _joint(given, measures, before)
    return [
        paragraph(
            "mark",
            run(name, letters(measures, "mark", size=given.size, scale=given.scale)),
            properties=(
                spacing(
                    given.size * EM_LINE, before=before if number == 0 else given.size * (MARK_GAP - 0.1)
                ),
                element("jc", val="center"),
            ),
        )
        for number, name in enumerate(given.names)
    ]


def _joint(given: Mark, measures: Measures, before: float) -> list[Element]:
    pressed = given.size * given.scale
    names, suffix = twips(given.widest * pressed + 2), twips((width(given.suffix) + 0.5) * pressed + 2)
    middle = (len(given.names) - 1) // 2
    rows = []
    for number, name in enumerate(given.names):
        spread = given.gaps[number] * pressed
        placed = (spacing(given.size * (1 + MARK_GAP)), element("jc", val="left"))
        beside = given.suffix if number == middle else ""
        rows.append(
            [
                paragraph(
                    "mark",
                    run(name, letters(measures, "mark", size=given.size, scale=given.scale, spread=spread)),
                    properties=placed,
                ),
                paragraph(
                    "mark",
                    run(beside, letters(measures, "mark", size=given.size, scale=given.scale)),
                    properties=(spacing(given.size * (1 + MARK_GAP)), element("jc", val="right")),
                ),
            ]
        )
    above = paragraph("rule", properties=(spacing(max(before, 1)),))
    return [above, frame([names, suffix], rows, element("jc", val="center"))]


def _number(plan: Plan, measures: Measures) -> list[Element]:
    gap = measures.of("head", "gap_lines") * measures.pitch
    if plan.mark:  # its line is higher than its letters
        gap -= plan.mark.size * (MARK_GAP if plan.mark.suffix else EM_LINE - 1)
    if not plan.signers:
        placed = (spacing(measures.pitch, before=gap), element("jc", val="center"))
        return [paragraph("number", run(plan.number), properties=placed)]
    return [paragraph("rule", properties=(spacing(gap),)), _number_and_signers(plan, measures)]


def _number_and_signers(plan: Plan, measures: Measures) -> Element:
    """7.2.6: two names in a line, the document's number beside the last of them."""
    pairs = [plan.signers[start : start + 2] for start in range(0, len(plan.signers), 2)]
    side = measures.of("head", "side_indent")
    name_widths = [
        max((width(pair[place]) for pair in pairs if place < len(pair)), default=0.0) + (1 - place) + SLACK
        for place in range(min(2, len(plan.signers)))
    ]
    taken = 4 + SLACK + sum(name_widths) + side
    whole = measures.of("grid", "characters")
    columns = [twips(part * measures.character) for part in (whole - taken, 4 + SLACK, *name_widths, side)]
    rows = []
    for index, pair in enumerate(pairs):
        last = index == len(pairs) - 1
        named = [
            paragraph("signer", run(pair[place] if place < len(pair) else ""))
            for place in range(len(name_widths))
        ]
        rows.append(
            [
                paragraph(
                    "number", run(plan.number if last else ""), properties=(indent(measures, left=side),)
                ),
                paragraph("signer_label", run("" if index else "签发人：")),
                *named,
                paragraph("signer"),
            ]
        )
    return frame(columns, rows)


def _red_line(measures: Measures) -> Element:
    """Measured from the characters above it, not from the foot of their line."""
    size = measures.size_of("number")
    foot = measures.pitch * (1 - measures.of("grid", "baseline")) - DESCENT * size
    gap = measures.of("head", "rule_gap") / POINT - foot
    thickness = eighths(measures.of("head", "rule_thickness"))
    line = element("bottom", val="single", sz=thickness, space=0, color=measures.red)
    return paragraph("rule", properties=(element("pBdr", line), spacing(gap)))


def letter_header(plan: Plan, measures: Measures) -> list[Element]:
    """The first page's header: the mark, and the upper red double line 4 mm below it."""
    given = mark(plan.mark, measures, 0) if plan.mark else []
    gap = measures.of("letter", "rule_gap") / POINT
    if plan.mark:  # its line is higher than its letters
        gap = max(gap - plan.mark.size * (EM_LINE - 1), 1)
    return [*given, _double_line(measures, "thickThinSmallGap", gap)]


def letter_footer(measures: Measures) -> list[Element]:
    return [_double_line(measures, "thinThickSmallGap", 2)]


def _double_line(measures: Measures, kind: str, height: float) -> Element:
    """As long as the standard says, centred on the page, whatever the margins."""
    aside = (measures.of("page", "width") - measures.of("letter", "rule_length")) / 2
    line = element(
        "bottom", val=kind, sz=eighths(measures.of("letter", "rule_thick")), space=0, color=measures.red
    )
    reach = element(
        "ind",
        left=twips_of_mm(aside - measures.of("page", "left")),
        right=twips_of_mm(aside - measures.of("page", "right")),
    )
    return paragraph("rule", properties=(element("pBdr", line), spacing(height), reach))


def letter_head(plan: Plan, measures: Measures) -> list[Element]:
    """Notes at the left, the document's number at the right of their first line."""
    size = measures.size_of("body")
    baseline = measures.pitch * measures.of("grid", "baseline")
    before = max((measures.of("letter", "text_gap") + 1 - DESCENT) * size - baseline, 0.0)
    stop = element("tabs", element("tab", val="right", pos=twips_of_mm(measures.text_width)))
    (what, text), *rest = plan.notes or (("number", ""),)
    numbered = [tab(), run(plan.number, letters(measures, "number"))]
    first = paragraph(what, run(text), *numbered, properties=(stop, spacing(measures.pitch, before=before)))
    return [first, *(paragraph(what, run(text)) for what, text in rest)]
