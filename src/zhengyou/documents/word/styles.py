"""One style for each element of the standard, named by what it is, so that a typist finds and keeps them."""

from __future__ import annotations

from zhengyou.documents.measures import Measures
from zhengyou.documents.word.elements import Element, element, indent, letters, spacing
from zhengyou.documents.word.tables import no_cell_margins

NAMES = {
    "copy_number": "公文份号",
    "secrecy": "公文密级",
    "urgency": "公文紧急程度",
    "mark": "公文发文机关标志",
    "number": "公文发文字号",
    "signer_label": "公文签发人",
    "signer": "公文签发人姓名",
    "attachment_mark": "公文附件",
    "colophon": "公文版记",
    "table_head": "公文表头",
    "table": "公文表格",
}
BUILT_IN = {
    "title": "Title",
    "caption": "caption",
    "page_number": "footer",
    "plain": "公文顶格",
    "rule": "公文红线",
}
# These stand off the grid of the page.
SMALL = ("mark", "number", "title", "table", "table_head", "colophon", "page_number", "rule", "sliver")


def fill(styles: Element, measures: Measures) -> None:
    """Replaces all styles of the template."""
    for child in list(styles):
        styles.remove(child)
    styles.append(_defaults(measures))
    styles.append(_normal(measures))
    styles.append(
        element(
            "style",
            element("name", val="Normal Table"),
            element("uiPriority", val=99),
            element("semiHidden"),
            element("unhideWhenUsed"),
            element("tblPr", element("tblInd", w=0, type="dxa"), no_cell_margins()),
            type="table",
            default=1,
            styleId="TableNormal",
        )
    )
    body = indent(measures, first=measures.of("body", "indent"))
    styles.append(_style("body", "Body Text", measures, "body", body))
    for level in range(1, 5):
        what = f"heading_{level}"
        styles.append(_style(what, f"heading {level}", measures, what, body, keep=True, outline=level - 1))
    styles.append(_style("plain", BUILT_IN["plain"], measures, "body"))
    styles.append(
        _style("title", BUILT_IN["title"], measures, "title", element("jc", val="center"), keep=True)
    )
    styles.append(
        _style("caption", BUILT_IN["caption"], measures, "caption", element("jc", val="center"), keep=True)
    )
    styles.append(_style("page_number", BUILT_IN["page_number"], measures, "page_number", pitch=20))
    for what, name in NAMES.items():
        pitch = measures.of("table", "pitch") if what.startswith("table") else None
        pitch = measures.of("colophon", "pitch") if what == "colophon" else pitch
        styles.append(_style(what, name, measures, what, element("jc", val="left"), pitch=pitch))
    styles.append(_style("rule", BUILT_IN["rule"], measures, "body", pitch=8))
    styles.append(_style("sliver", "公文占位", measures, "body", pitch=1))


def _defaults(measures: Measures) -> Element:
    properties = letters(measures, "body")
    properties.append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    return element("docDefaults", element("rPrDefault", properties), element("pPrDefault", element("pPr")))


def _normal(measures: Measures) -> Element:
    """Chinese line breaking; no widow control, which would leave pages of 21 lines; no gap between 字 and digits."""
    return element(
        "style",
        element("name", val="Normal"),
        element("qFormat"),
        element(
            "pPr",
            element("widowControl", val=0),
            element("kinsoku", val=1),
            element("overflowPunct", val=1),
            element("topLinePunct", val=0),
            element("autoSpaceDE", val=0),
            element("autoSpaceDN", val=0),
            spacing(measures.pitch),
            element("jc", val="both"),
        ),
        letters(measures, "body"),
        type="paragraph",
        default=1,
        styleId="Normal",
    )


def _style(
    code: str,
    name: str,
    measures: Measures,
    what: str,
    *placing: Element,
    keep: bool = False,
    outline: int | None = None,
    pitch: float | None = None,
) -> Element:
    # An element has one parent, so that each style takes copies.
    copies = [element(one.tag.rpartition("}")[2]) for one in placing]
    for copy, one in zip(copies, placing, strict=True):
        copy.attrib.update(one.attrib)
    properties = element(
        "pPr",
        element("keepNext") if keep else None,
        element("snapToGrid", val=0) if code in SMALL else None,
        spacing(pitch) if pitch else None,
        *copies,
        element("outlineLvl", val=outline) if outline is not None else None,
    )
    return element(
        "style",
        element("name", val=name),
        element("basedOn", val="Normal"),
        element("qFormat"),
        properties,
        letters(measures, what),
        type="paragraph",
        styleId=code,
    )
