"""Writes workbooks of Excel 97 (BIFF8 in an OLE container), as programs of that time still do."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

_SECTOR = 512
_LEAST_STREAM = 4096  # shorter streams would lie in a container of their own
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}


@dataclass
class OldSheet:
    """Rows from A1; merges as (first row, last row, first column, last column), from 0."""

    rows: Sequence[Sequence[Any]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    extra: bytes = field(default=b"", repr=False)


class Failed(str):
    """A cell whose formula failed: Failed("#N/A")."""


def write(
    path: Path, sheets: Mapping[str, OldSheet | Sequence[Sequence[Any]]], *, since_1904: bool = False
) -> Path:
    """Writes the sheets; text, numbers, booleans, dates and failed formulas."""
    whole = {name: one if isinstance(one, OldSheet) else OldSheet(one) for name, one in sheets.items()}
    path.write_bytes(container(_stream(whole, since_1904)))
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, length: str = "H") -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _stream(sheets: Mapping[str, OldSheet], since_1904: bool) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x0006))
    start += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", int(since_1904)))
    for number_format in (0, 14):  # general, and a date
        start += _record(0x00E0, struct.pack("<HHH", 0, number_format, 1) + bytes(14))
    bodies = [_sheet(one, since_1904) for one in sheets.values()]
    names = [_text(name, "B") for name in sheets]
    offset = len(start) + sum(4 + 6 + len(name) for name in names) + 4
    directory = b""
    for name, one, body in zip(names, sheets.values(), bodies, strict=True):
        directory += _record(0x0085, struct.pack("<IBB", offset, int(one.hidden), 0) + name)
        offset += len(body)
    return start + directory + _record(0x000A) + b"".join(bodies)


def _sheet(sheet: OldSheet, since_1904: bool) -> bytes:
    width = max(map(len, sheet.rows), default=0)
    records = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x0006)),
        _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0)),
    ]
    for number, row in enumerate(sheet.rows):
        records += [_cell(number, column, value, since_1904) for column, value in enumerate(row)]
    if sheet.merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in sheet.merges)
        records.append(_record(0x00E5, struct.pack("<H", len(sheet.merges)) + ranges))
    return b"".join([*records, sheet.extra, _record(0x000A)])


def _cell(row: int, column: int, value: Any, since_1904: bool) -> bytes:
    place = struct.pack("<HH", row, column)
    if value is None:
        return b""
    if isinstance(value, Failed):
        return _record(0x0205, place + struct.pack("<HBB", 0, _ERRORS[value], 1))
    if isinstance(value, bool):
        return _record(0x0205, place + struct.pack("<HBB", 0, int(value), 0))
    if isinstance(value, date):
        days = (value - (_EPOCH_1904 if since_1904 else _EPOCH)).days
        return _record(0x0203, place + struct.pack("<Hd", 1, days))
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<Hd", 0, value))
    return _record(0x0204, place + struct.pack("<H", 0) + _text(str(value)))


def container(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE container with one stream."""
    size = max(len(stream), _LEAST_STREAM)
    stream = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    sectors = len(stream) // _SECTOR
    tables = 1
    while tables * 128 < sectors + 1 + tables:
        tables += 1
    entries = [*range(1, sectors), _END, _END, *[_TABLE] * tables]  # the stream, the directory, this table
    entries += [_FREE] * (tables * 128 - len(entries))
    first_table = sectors + 1
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x003E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, _LEAST_STREAM, _END, 0, _END, 0)
    places = [first_table + number for number in range(tables)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 0, size)
    directory += 2 * _entry("", 0, _FREE, 0, 0)
    return head + stream + directory + struct.pack(f"<{len(entries)}I", *entries)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return body + struct.pack("<III", _FREE, _FREE, child) + bytes(36) + struct.pack("<IQ", start, size)
