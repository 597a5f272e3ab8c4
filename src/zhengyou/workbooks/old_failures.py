"""Formulas that failed in an xls workbook; the parser gives such cells as empty."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from zhengyou.workbooks import unreadable

Failures = dict[tuple[int, int], str]

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_PERHAPS = re.compile(rb"\x05\x02\x08\x00.{7}\x01|\x02.[\x00\x07\x0f\x17\x1d\x24\x2a].{3}\xff\xff", re.DOTALL)
_POWERS = (9, 12)  # sectors of 512 or 4,096 bytes
_FREE = 0xFFFFFFFA  # sector numbers from here on are marks
_BEGIN, _SHEET, _ERROR, _FORMULA = 0x0809, 0x0085, 0x0205, 0x0006


def failures(path: Path) -> dict[str, Failures]:
    """Sheet -> (row, column), both from 0 -> #DIV/0! and the like; {} where the container is laid out unusually.

    Raises UnreadableFile when its table of sectors is a circle or its sectors have an impossible size.
    """
    try:
        stream = _stream(path.read_bytes())
        return _found(stream) if _PERHAPS.search(stream) else {}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _stream(content: bytes) -> bytes:
    """The workbook's stream in the container."""
    power = struct.unpack_from("<H", content, 30)[0]
    if power not in _POWERS:
        raise unreadable.damaged()
    size = 1 << power

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = [one for one in struct.unpack_from("<109I", content, 76) if one < _FREE]
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _FREE and len(tables) * size < len(content):
        entries = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [one for one in entries[:-1] if one < _FREE]
        more = entries[-1]
    following = [one for table in tables for one in struct.unpack(f"<{size // 4}I", sector(table))]

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < _FREE:
            if len(parts) > len(following):
                raise unreadable.damaged()  # the table of sectors leads in a circle
            parts.append(sector(number))
            number = following[number]
        return b"".join(parts)

    directory = chain(struct.unpack_from("<I", content, 48)[0])
    for place in range(0, len(directory), 128):
        entry = directory[place : place + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        if name in {"Workbook", "Book"}:
            start, length = struct.unpack_from("<II", entry, 116)
            return chain(start)[:length]
    return b""


def _found(stream: bytes) -> dict[str, Failures]:
    starts: dict[int, str] = {}
    found: dict[str, Failures] = {}
    sheet = ""
    for place, kind, body in _records(stream):
        if kind == _SHEET:
            starts[struct.unpack_from("<I", body)[0]] = _name(body)
        elif kind == _BEGIN:
            sheet = starts.get(place, "")
        elif (kind in (_ERROR, _FORMULA)) and (text := _failure(kind, body)):
            found.setdefault(sheet, {})[struct.unpack_from("<HH", body)] = text
    return found


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _name(body: bytes) -> str:
    """A sheet's name as Excel 97 writes it."""
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _failure(kind: int, body: bytes) -> str | None:
    if kind == _ERROR:
        return _ERRORS.get(body[6]) if body[7] else None
    return _ERRORS.get(body[8]) if body[12:14] == b"\xff\xff" and body[6] == 2 else None
