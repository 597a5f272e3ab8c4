"""Official documents by GB/T 9704-2012, as docx and PDF, from a plain content tree. Knows no domain and no Django."""

from __future__ import annotations

from zhengyou.documents.fonts import Shelf, shelf
from zhengyou.documents.measures import Measures, load_measures
from zhengyou.documents.notices import Made, Notice
from zhengyou.documents.pdf import to_pdf
from zhengyou.documents.tree import (
    Align,
    Attachment,
    Block,
    Cell,
    Document,
    Heading,
    Items,
    Kind,
    Mark,
    Paragraph,
    Picture,
    Table,
)

__all__ = [
    "Align",
    "Attachment",
    "Block",
    "Cell",
    "Document",
    "Heading",
    "Items",
    "Kind",
    "Made",
    "Mark",
    "Measures",
    "Notice",
    "Paragraph",
    "Picture",
    "Shelf",
    "Table",
    "load_measures",
    "shelf",
    "to_docx",
    "to_pdf",
]


def to_docx(document: Document, *, fonts: Shelf | None = None, measures: Measures | None = None) -> Made:
    """The document on A4 by GB/T 9704-2012 as docx, see zhengyou.documents.word.document."""
    from zhengyou.documents.word import document as word  # noqa: PLC0415 - large, and few pages write a document

    return word.to_docx(document, fonts=fonts, measures=measures)
