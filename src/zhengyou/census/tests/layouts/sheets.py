"""Writes a layout in each format that offices send."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]
Lines = list[list[Any]]


@dataclass(frozen=True)
class Page:
    """One sheet: rows from A1, merged ranges, and whatever else is done to it."""

    rows: Rows
    merges: Sequence[str] = ()
    hidden: bool = False
    touch: Callable[[Worksheet], object] | None = None


Pages = Mapping[str, Page | Rows]


def xlsx(path: Path, pages: Pages | Rows, *, since_1904: bool = False) -> Path:
    """A workbook of Excel; rows alone stand in a sheet called 摸底表. Text that begins with = is a formula without a value."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, given in (pages if isinstance(pages, Mapping) else {"摸底表": pages}).items():
        page = given if isinstance(given, Page) else Page(given)
        sheet = book.create_sheet(name)
        for row in page.rows:
            sheet.append(list(row))
        for merge in page.merges:
            sheet.merge_cells(merge)
        if page.hidden:
            sheet.sheet_state = "hidden"
        if page.touch:
            page.touch(sheet)
    book.save(path)
    return path


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The archive with one part's text changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def ods(path: Path, pages: Pages) -> Path:
    """A workbook of LibreOffice; ("标题", 5) spans five cells to the right, ("楼宇", 1, 3) three rows."""
    tables = "".join(
        _table(name, page if isinstance(page, Page) else Page(page)) for name, page in pages.items()
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", _ODS.format(tables=tables))
    return path


def _table(name: str, page: Page) -> str:
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in page.rows)
    style = ' table:style-name="off"' if page.hidden else ""
    return f"<table:table table:name={quoteattr(name)}{style}>{rows}{_REST}</table:table>"


_REST = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, tuple):
        text, across, *down = value
        covered = (
            f'<table:covered-table-cell table:number-columns-repeated="{across - 1}"/>' if across > 1 else ""
        )
        spans = (
            f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down[0] if down else 1}"'
        )
        return _ods_text(text, spans) + covered
    if isinstance(value, bool):
        shown = str(value).lower()
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{shown}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    return _ods_text(value)


def _ods_text(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{escape(text)}</text:p></table:table-cell>'


def lines(rows: Rows, mark: str = ",") -> str:
    """Rows as lines of a text table, nothing quoted."""
    return "".join(mark.join("" if value is None else str(value) for value in row) + "\r\n" for row in rows)
