"""Official documents by GB/T 9704-2012, as docx and PDF, from a plain content tree. Knows no domain and no Django."""

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
from zhengyou.documents.word.document import to_docx

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
