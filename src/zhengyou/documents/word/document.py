"""Official documents as docx; equal content gives equal bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm

from zhengyou.documents.flow import Figure, Grid, Line, Piece
from zhengyou.documents.fonts import Shelf, shelf
from zhengyou.documents.measures import POINT, Measures, load_measures
from zhengyou.documents.notices import Made, Notice
from zhengyou.documents.pictures import as_png, instead_of, unreadable
from zhengyou.documents.plan import Enclosed, Plan, plan
from zhengyou.documents.tree import Document
from zhengyou.documents.word import body, head, package
from zhengyou.documents.word.elements import Element, element, paragraph, properties_of, run, sliver
from zhengyou.documents.word.numbers import foot_distance, number_line, turned_number
from zhengyou.documents.word.sections import Margins, lying, section, upright

PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")


def to_docx(document: Document, *, fonts: Shelf | None = None, measures: Measures | None = None) -> Made:
    """The document on A4 by GB/T 9704-2012, in the office's own faces, with substitutes named for Word.

    fonts: what the letters in pictures are drawn with. The notices tell which pictures could not be read.
    """
    measures = measures or load_measures()
    laid = plan(document, measures)
    word = package.opened(measures, "".join(laid.title), document.dated)
    writer = _Writer(word, laid, measures, fonts or shelf())
    writer.write()
    return Made(package.packed(word), tuple(writer.notices))


class _Writer:
    """Appends elements to the body; a lying table ends one section and makes up another."""

    def __init__(self, word: WordDocument, laid: Plan, measures: Measures, fonts: Shelf) -> None:
        self.word, self.plan, self.measures, self.fonts = word, laid, measures, fonts
        self.root: Element = word.element.body
        self.notices: list[Notice] = []
        self.parts = 0
        self.own_first = laid.kind == "letter"
        self.upright_parts = self._upright_parts()
        self.lying_parts: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        laid, measures = self.plan, self.measures
        before = measures.of("title", "gap_lines")
        match laid.kind:
            case "document":
                self.extend(head.document_head(laid, measures))
            case "letter":
                self.extend(head.letter_head(laid, measures))
            case _:
                self.extend([paragraph(what, run(text)) for what, text in laid.notes])
                before = before if laid.notes else 0
        self.extend(body.title(laid.title, measures, before=before))
        if laid.addressees:
            self.extend([paragraph("plain", run(laid.addressees))])
        self.pieces(laid.body)
        self.extend(body.named(laid, measures))
        self.extend(body.signed(laid, measures))
        if laid.note:
            self.extend([paragraph("body", run(laid.note))])
        for one in laid.enclosed:
            self.enclosed(one)
        colophon = body.colophon(laid, measures)
        self.extend([] if colophon is None else [colophon])
        if colophon is None and (last := self._section_ended_last()) is not None:
            self.root.append(last)  # another section would be an empty page
            return
        self.root.append(sliver())  # what a frame or a table at the end hangs on
        self.root.append(self._section(lies=False))

    def extend(self, made: list[Element]) -> None:
        """Two tables that touched would be taken for one."""
        for one in made:
            if one.tag == TABLE and len(self.root) and self.root[-1].tag == TABLE:
                self.root.append(sliver())
            self.root.append(one)

    def pieces(self, pieces: tuple[Piece, ...]) -> None:
        for piece in pieces:
            match piece:
                case Line():
                    self.extend([body.line(piece, self.measures)])
                case Grid() if piece.landscape:
                    self.lying(piece)
                case Grid():
                    self.extend(body.table_with_caption(piece, self.measures, self.measures.text_width))
                case Figure():
                    self.figure(piece)

    def enclosed(self, one: Enclosed) -> None:
        """An attachment that begins with a lying table has its mark and title on that table's page."""
        first = one.body[0] if one.body else None
        if isinstance(first, Grid) and first.landscape:
            self.lying(first, above=body.enclosed_head(one, self.measures, breaks=False))
            self.pieces(one.body[1:])
        else:
            self.extend(body.enclosed_head(one, self.measures))
            self.pieces(one.body)

    def lying(self, grid: Grid, above: Sequence[Element] = ()) -> None:
        self._end_section(lies=False)
        self.extend([*above])
        self.extend(body.table_with_caption(grid, self.measures, self.measures.text_height))
        self._end_section(lies=True)

    def figure(self, figure: Figure) -> None:
        png = as_png(figure.image, figure.width, self.fonts.fonts)
        if png is None:
            self.notices.append(unreadable(figure))
            self.extend([body.line(instead_of(figure), self.measures)])
            return
        inline = self.word.part.new_pic_inline(io.BytesIO(png), width=Mm(figure.width))
        inline.docPr.set("descr", figure.alternative)
        inline.docPr.set("name", f"图{inline.docPr.get('id')}")
        drawn = element("r", element("drawing", inline))
        keep = (element("keepNext"),) if figure.caption else ()
        # A line of fixed height would cut the picture.
        free = element("spacing", before=0, after=0, line=240, lineRule="auto")
        self.extend([paragraph("plain", drawn, properties=(*keep, free, element("jc", val="center")))])
        if figure.caption:
            self.extend([paragraph("caption", run(figure.caption), properties=(element("keepNext", val=0),))])

    def _end_section(self, *, lies: bool) -> None:
        """Puts the section's end into its last paragraph; a paragraph of its own could fall on an empty page."""
        made = self._section(lies=lies)
        last = self.root[-1] if len(self.root) else None
        if last is None or last.tag != PARAGRAPH or properties_of(last).find(qn("w:sectPr")) is not None:
            self.root.append(sliver(made))
        else:
            properties_of(last).append(made)

    def _section_ended_last(self) -> Element | None:
        """The end of a section in the very last paragraph, taken out of it; None where the text goes on."""
        last = self.root[-1] if len(self.root) else None
        if last is None or last.tag != PARAGRAPH:
            return None
        ended: Element | None = properties_of(last).find(qn("w:sectPr"))
        if ended is not None:
            properties_of(last).remove(ended)
        return ended

    def _section(self, *, lies: bool) -> Element:
        measures = self.measures
        foot = self._foot()
        if lies:
            self.lying_parts = self.lying_parts or self._lying_parts()
            return section(measures, lying(measures), header=10, footer=10, parts=self.lying_parts)
        own_first, self.own_first = self.own_first, False
        parts = {key: value for key, value in self.upright_parts.items() if own_first or key[1] != "first"}
        head_distance = measures.of("letter", "mark_top") if own_first else 15
        page: Margins = upright(measures)
        return section(measures, page, header=head_distance, footer=foot, parts=parts, own_first=own_first)

    def _foot(self) -> float:
        if self.plan.kind == "letter":
            return self.measures.of("letter", "rule_bottom")
        return foot_distance(self.measures)

    def _part(self, kind: str, content: list[Element]) -> str:
        self.parts += 1
        return package.add_margin_part(self.word, kind, self.parts, content)

    def _upright_parts(self) -> dict[tuple[str, str], str]:
        after = (foot_distance(self.measures) - self._foot()) / POINT
        parts = {
            ("header", "default"): self._part("header", [sliver()]),
            ("header", "even"): self._part("header", [sliver()]),
            ("footer", "default"): self._part(
                "footer", [number_line(self.measures, even=False, after=after)]
            ),
            ("footer", "even"): self._part("footer", [number_line(self.measures, even=True, after=after)]),
        }
        if self.own_first:
            parts["header", "first"] = self._part("header", head.letter_header(self.plan, self.measures))
            parts["footer", "first"] = self._part("footer", head.letter_footer(self.measures))
        return parts

    def _lying_parts(self) -> dict[tuple[str, str], str]:
        return {
            ("header", "default"): self._part("header", list(turned_number(self.measures, even=False))),
            ("header", "even"): self._part("header", list(turned_number(self.measures, even=True))),
            ("footer", "default"): self._part("footer", [sliver()]),
            ("footer", "even"): self._part("footer", [sliver()]),
        }
