"""Writes the paragraphs of a docx file out as lines, and remembers which are table rows and which footnotes."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from zhengyou.campaigns.rules.directive.docx_numbers import Numbering, W
from zhengyou.campaigns.rules.directive.tree import Region, Source

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "rt")
}
_BLOCKS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


class Writer:
    """Gathers lines; `source()` gives the whole."""

    def __init__(self, numbers: Numbering) -> None:
        self._numbers = numbers
        self._lines: list[str] = []
        self._length = 0
        self._table_rows: list[tuple[int, int]] = []
        self._asides: list[Region] = []

    def source(self) -> Source:
        return Source("".join(self._lines), tuple(self._asides), tuple(self._table_rows))

    def write_body(self, document: Element) -> None:
        body = document.find(f"{W}body")
        if body is not None:
            self._blocks(body)

    def write_notes(self, notes: Element) -> None:
        """Footnotes stand after the text, set apart from it."""
        for note in notes:
            if note.get(f"{W}type"):  # separators
                continue
            begin = self._length
            self._blocks(note)
            if self._length > begin:
                self._asides.append(Region("footnote", begin, self._length))

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in _BLOCKS:
                self._blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        mark = self._numbers.mark(paragraph.find(f"{W}pPr"))
        boxes: list[Element] = []
        text = text_of(paragraph, boxes)
        self._line((mark if text.strip() else "") + text)
        for box in boxes:
            self._blocks(box)

    def _line(self, text: str) -> int:
        """Writes a line and gives the offset at which it begins."""
        begin = self._length
        self._lines.append(text + "\n")
        self._length += len(text) + 1
        return begin

    def _table(self, table: Element) -> None:
        """A row is a line, its cells parted by tabs; a table of one column holds paragraphs."""
        for row in table.findall(f"{W}tr") + table.findall(f"{W}sdt/{W}sdtContent/{W}tr"):
            cells = row.findall(f"{W}tc") + row.findall(f"{W}sdt/{W}sdtContent/{W}tc")
            if len(cells) == 1:
                self._blocks(cells[0])
                continue
            text = "\t".join(self._cell(cell) for cell in cells)
            if text.strip():
                begin = self._line(text)
                self._table_rows.append((begin, self._length))

    def _cell(self, cell: Element) -> str:
        pieces = []
        for paragraph in cell.iter(f"{W}p"):
            mark = self._numbers.mark(paragraph.find(f"{W}pPr"))
            text = text_of(paragraph, []).replace("\t", " ").replace("\n", " ").strip()
            pieces.append(mark + text if text else "")
        return " ".join(piece for piece in pieces if piece)


def text_of(paragraph: Element, boxes: list[Element]) -> str:
    """What is printed in a paragraph; text boxes that hang on it are put into `boxes`."""
    text: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _LEFT_OUT or _hidden(element):
            continue
        if element.tag == f"{W}t":
            text.append(element.text or "")
        elif element.tag == f"{W}tab":
            text.append(" ")
        elif element.tag in (f"{W}br", f"{W}cr"):
            text.append("\f" if element.get(f"{W}type") == "page" else "\n")
        elif element.tag == f"{W}noBreakHyphen":
            text.append("-")
        elif element.tag == f"{W}txbxContent":
            boxes.append(element)
        elif element.tag == f"{_CHOICE}AlternateContent":
            waiting += list(element)[:1]  # the rest says the same again for older programs
        else:
            waiting += reversed(element)
    return "".join(text)


def _hidden(element: Element) -> bool:
    """A run that is set as hidden text."""
    if element.tag != f"{W}r":
        return False
    vanish = element.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")
