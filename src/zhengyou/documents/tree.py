"""What an official document says, without a word on how it looks: the content tree that docx and PDF are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Which of the standard's layouts a document takes. REPORT is an internal paper without a head."""

    DOCUMENT = "document"  # 文件式
    LETTER = "letter"  # 信函式
    REPORT = "report"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Mark(StrEnum):
    """What stands before the entries of a list."""

    ARABIC = "arabic"  # 1.
    BRACKETED = "bracketed"  # （1）
    CIRCLED = "circled"  # ①
    ORDINAL = "ordinal"  # 一是
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it begins a new paragraph."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4 (一、 （一） 1. （1）), numbered by its place unless `numbered` is False.

    runs_on: text that follows in the same paragraph, in the body's face.
    """

    level: int
    text: str
    runs_on: str = ""
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"A heading has level 1 to 4, not {self.level}.")


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each entry is a paragraph of its own."""

    entries: tuple[str, ...]
    mark: Mark = Mark.ARABIC


@dataclass(frozen=True, slots=True)
class Cell:
    """across, down: how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """head: rows repeated on every page. Rows hold cells or plain texts; a spanned place holds no cell.

    widths: shares of the columns, in any unit; empty: by content. unit: a note above the table at the right.
    aligns: of the body's columns; empty: texts left, figures right. landscape: on pages of its own, turned.
    """

    head: tuple[tuple[Cell | str, ...], ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    caption: str = ""
    unit: str = ""
    widths: tuple[float, ...] = ()
    aligns: tuple[Align, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG text or PNG bytes. width in mm, at most the type area's. alternative: read aloud instead."""

    image: bytes
    alternative: str
    caption: str = ""
    width: float = 140.0


Block = Paragraph | Heading | Items | Table | Picture


@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An official document. Empty texts are left out; line breaks in `title` are kept, else it is broken well.

    issuers: whose document it is; several for a joint one (联合行文), the leading one first.
    issuer_suffix: 文件, or nothing. signers: only of documents sent upwards (上行文).
    sealed: whether a seal will be set on the date. colophon (版记): copies_to, printed_by, printed_on.
    """

    kind: Kind
    title: str
    body: tuple[Block, ...] = ()
    issuers: tuple[str, ...] = ()
    issuer_suffix: str = "文件"
    number: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()
    addressees: str = ""
    attachments: tuple[Attachment, ...] = ()
    signatures: tuple[str, ...] = ()
    dated: date | None = None
    sealed: bool = False
    note: str = ""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
