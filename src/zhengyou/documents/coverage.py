"""Which characters a font can write, read from the table `cmap` of its file (OpenType, formats 4 and 12)."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

COLLECTION = b"ttcf"


@cache
def characters(path: str, index: int) -> frozenset[int]:
    """Code points of the font at `index` of the file; none when the file cannot be read so."""
    try:
        return _characters(Path(path).read_bytes(), index)
    except (OSError, struct.error, IndexError):
        return frozenset()


def _characters(data: bytes, index: int) -> frozenset[int]:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data.startswith(COLLECTION) else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return _mapped(data, offset)
    return frozenset()


def _mapped(data: bytes, table: int) -> frozenset[int]:
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", data, table + 2)[0]):
        offset = table + struct.unpack_from(">I", data, table + 8 + 8 * number)[0]
        kind = struct.unpack_from(">H", data, offset)[0]
        if kind == 4:
            found.update(_short(data, offset))
        elif kind == 12:
            groups = struct.unpack_from(">I", data, offset + 12)[0]
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", data, offset + 16 + 12 * group)
                found.update(range(first, min(last, 0x10FFFF) + 1))
    return frozenset(found)


def _short(data: bytes, offset: int) -> set[int]:
    """Format 4: segments of the basic plane. Fonts for Chinese map all that their segments span."""
    doubled = struct.unpack_from(">H", data, offset + 6)[0]
    ends = struct.unpack_from(f">{doubled // 2}H", data, offset + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", data, offset + 16 + doubled)
    return {code for start, end in zip(starts, ends, strict=True) for code in range(start, end + 1)} - {
        0xFFFF
    }
