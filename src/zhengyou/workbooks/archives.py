"""Looks through a zipped workbook before any parser does, so that no archive can fill the memory.

Declared sizes are what the sender claims; the real ones are counted while inflating, piece by piece. The
parser lays each sheet out as a full rectangle, so the rectangle that the cells span is measured too: two
cells far apart would do for an attack.
"""

import copy
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from zhengyou.workbooks import cells, unreadable

LARGEST_UNPACKED = 800 * 1024 * 1024
LARGEST_SHARED_STRINGS = 200 * 1024 * 1024
MOST_PARTS = 4_000
LARGEST_RATIO = 400
"""Sheets with borders drawn to the last column shrink about 100 times, ordinary ones 5 to 20 times."""
RATIO_MATTERS_FROM = 50 * 1024 * 1024
MOST_COLUMNS = 1_000
MOST_CELLS = 8_000_000
"""About 75 bytes each while a sheet is open."""
LARGEST_TEXT = 250 * 1024 * 1024
"""Of one sheet, once every cell has a copy of its own of the text that it points to."""

_PIECE = 4 * 1024 * 1024
_LARGEST_DESCRIPTION = 2 * 1024 * 1024
_LONGEST_CELL = 64 * 1024
_LONGEST_TAG = 1024 * 1024
_UNPACKED_TOO_LARGE = "文件解压后太大"
_TOO_MUCH_TEXT = f"一张工作表里的文字超过 {LARGEST_TEXT // 1024 // 1024} MB"
_TOO_MANY_CELLS = f"一张工作表超过 {MOST_CELLS // 10_000} 万个单元格"

# The usual spelling of a cell. A sheet with any other spelling is unusual and is tried out apart.
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_IN_SHORT_ROW = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,5}"')
_LONG_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{6,7})"')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</c>)')
_UNUSUAL = re.compile(rb"<c[\t\r\n/>]|<[A-Za-z_][\w.-]*:c[\s/>]")
_UNUSUAL_START = re.compile(rb'<c (?!r="[A-Z]{1,3}[0-9]{1,7}")')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]{1,20})</v>'
)
_WITHOUT_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>|<v>(0)</v>)?</c>'
)
_CALCULATED_ON_OPENING = re.compile(rb'\bfullCalcOnLoad="(?:1|true)"')
"""Whoever writes this has not calculated: a formula's 0 is then no result but a place kept for one."""
_POINTER = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')
_TEXT = re.compile(rb">([^<]+)<")
_SMALLEST_CELL = 20
_MOST_ERRORS = 200_000
_ROWS_OF_FIVE_DIGITS = 99_999


@dataclass
class Extent:
    """How far a sheet's cells may reach at most, and how many it writes out, empty ones too."""

    rows: int = 0
    columns: int = 0
    elements: int = 0
    usual: bool = True
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Formulas that failed: (row, column), both from 0 -> #DIV/0! and the like. The parser drops them."""
    zeros: list[tuple[int, int]] = field(default_factory=list)
    """Formulas whose result is said to be 0."""
    size: int = 0
    pointers: int = 0
    """Cells that point to a shared text."""

    def take(self, piece: bytes) -> None:
        """A quick upper bound: empty cells count, rows below 100,000 are not told apart."""
        found = piece.count(b'<c r="')
        self.elements += found
        self.size += len(piece)
        self.pointers += piece.count(b't="s"')
        if _may_be_unusual(piece, found):
            self.usual &= not (_UNUSUAL.search(piece) or _UNUSUAL_START.search(piece))
        if not found:
            return
        columns = _IN_SHORT_ROW.findall(piece)
        if len(columns) == found:
            self._reach(set(columns), ())
        else:
            columns = _COLUMN.findall(piece)
            self.usual &= len(columns) == found
            self._reach(set(columns), map(int, set(_LONG_ROW.findall(piece))))
        self.rows = max(self.rows, _ROWS_OF_FIVE_DIGITS)
        if b't="e"' in piece and len(self.errors) < _MOST_ERRORS:
            for column, row, text in _ERROR.findall(piece):
                self.errors[int(row) - 1, cells.index(column.decode())] = text.decode(errors="replace")
        if b"<f" in piece and len(self.errors) + len(self.zeros) < _MOST_ERRORS:
            self._take_formulas(piece)

    def _take_formulas(self, piece: bytes) -> None:
        """Formulas that were never worked out; an empty text is a result."""
        for column, row, attributes, zero in _WITHOUT_RESULT.findall(piece):
            place = int(row) - 1, cells.index(column.decode())
            if zero:
                self.zeros.append(place)
            elif b't="str"' not in attributes:
                self.errors[place] = cells.UNCALCULATED

    def text(self, longest: int) -> int:
        """At most so many bytes of text once it is laid out; `longest` is the longest shared text."""
        return self.size - _SMALLEST_CELL * self.elements + self.pointers * longest

    def take_exactly(self, piece: bytes) -> None:
        """Only cells with content; slower."""
        found = set(_FILLED.findall(piece))
        self._reach({column for column, _ in found}, (int(row) for _, row in found))

    def _reach(self, columns: set[bytes], rows: Iterable[int]) -> None:
        self.columns = max([self.columns, *(cells.index(column.decode()) + 1 for column in columns)])
        self.rows = max([self.rows, *rows])

    @property
    def within_limits(self) -> bool:
        return self.columns <= MOST_COLUMNS and self.rows * self.columns <= MOST_CELLS


def _may_be_unusual(piece: bytes, cells_found: int) -> bool:
    """Whether a tag may be a cell in another spelling. What a piece hardly ever has is looked for first: that is cheap."""
    others = piece.count(b"<c") - cells_found
    return (others > 0 and others != piece.count(b"<co")) or (b":" in piece and b":c" in piece)


@dataclass
class SharedTexts:
    """How long each shared text is."""

    lengths: "array[int]" = field(default_factory=lambda: array("I"))
    _begun: int = 0

    def take(self, piece: bytes) -> None:
        parts = piece.split(b"</si>")
        if len(parts) == 1:
            self._begun += len(piece)
            return
        self.lengths.append(self._begun + len(parts[0]))
        self.lengths.extend(map(len, parts[1:-1]))
        self._begun = len(parts[-1])

    @property
    def longest(self) -> int:
        return max(self.lengths, default=0)

    def pointed_to(self, piece: bytes) -> int:
        """Bytes of the texts that a sheet's cells point to, each time anew."""
        lengths = self.lengths
        places = map(int, _POINTER.findall(piece))
        return sum(lengths[place] for place in places if place < len(lengths))


@dataclass
class Inspection:
    texts: SharedTexts = field(default_factory=SharedTexts)
    extents: dict[str, Extent] = field(default_factory=dict)
    macros: bool = False

    def errors(self, path: Path) -> dict[str, dict[tuple[int, int], str]]:
        """Sheet name -> its cells with an error, and those whose formula was never worked out."""
        if any(extent.zeros for extent in self.extents.values()) and _calculates_on_opening(path):
            for extent in self.extents.values():
                extent.errors |= dict.fromkeys(extent.zeros, cells.UNCALCULATED)
        found = {name: extent.errors for name, extent in self.extents.items() if extent.errors}
        if not found:
            return {}
        return {sheet: found[part] for sheet, part in _parts_of_sheets(path).items() if part in found}

    @property
    def elements(self) -> int:
        return sum(extent.elements for extent in self.extents.values())

    @property
    def usual(self) -> bool:
        return all(extent.usual for extent in self.extents.values())


def _calculates_on_opening(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            return bool(_CALCULATED_ON_OPENING.search(part.read(_LARGEST_DESCRIPTION)))
    except (KeyError, zipfile.BadZipFile):
        return False


def _parts_of_sheets(path: Path) -> dict[str, str]:
    """Sheet name -> part that holds it; {} when the workbook tells it in an unusual way."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("xl/workbook.xml") as part:
                book = ElementTree.fromstring(part.read(_LARGEST_DESCRIPTION))
            with archive.open("xl/_rels/workbook.xml.rels") as part:
                links = ElementTree.fromstring(part.read(_LARGEST_DESCRIPTION))
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target", "").removeprefix("/xl/") for link in links}
    return {
        sheet.get("name", ""): f"xl/{targets[link]}"
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
        for name, link in sheet.items()
        if name.endswith("}id") and link in targets
    }


def inspect(path: Path) -> Inspection:
    """Measures every part. Raises UnreadableFile when it is cut, damaged, encrypted or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive, path.stat().st_size)
    except zipfile.BadZipFile:
        raise unreadable.truncated() from None
    except (zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise unreadable.damaged() from error


def _inspect(archive: zipfile.ZipFile, packed: int) -> Inspection:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or _beyond(sum(part.file_size for part in parts), packed):
        raise unreadable.too_large(_UNPACKED_TOO_LARGE)
    inspection = Inspection()
    unpacked = 0
    for part in parts:
        name = part.filename.lower()
        inspection.macros |= name.endswith("vbaproject.bin")
        extent = Extent()
        size = 0
        shared = "sharedstrings" in name
        for piece, fresh in _pieces(archive, part):
            size += fresh
            texts_too_large = shared and size > LARGEST_SHARED_STRINGS
            if texts_too_large or _beyond(unpacked + size, packed):
                raise unreadable.too_large(_UNPACKED_TOO_LARGE)
            if piece is None:
                extent.usual = False
            elif shared:
                inspection.texts.take(piece)
            else:
                extent.take(piece)
        unpacked += size
        if extent.elements or not extent.usual:
            inspection.extents[part.filename] = extent
            if not extent.within_limits:
                hold_to_limits(_exact(archive, part))
    _hold_to_text(archive, inspection)
    return inspection


def _hold_to_text(archive: zipfile.ZipFile, inspection: Inspection) -> None:
    """Refuses sheets whose cells, each with its own copy of its text, would fill the memory."""
    longest = inspection.texts.longest
    for name, extent in inspection.extents.items():
        if extent.text(longest) <= LARGEST_TEXT:
            continue
        text = 0
        for piece, _ in _pieces(archive, archive.getinfo(name)):
            if piece is not None:
                text += sum(map(len, _TEXT.findall(piece))) + inspection.texts.pointed_to(piece)
            if text > LARGEST_TEXT:
                raise unreadable.too_large(_TOO_MUCH_TEXT)


def _exact(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extent:
    extent = Extent()
    for piece, _ in _pieces(archive, part):
        if piece is not None:
            extent.take_exactly(piece)
    return extent


def _beyond(unpacked: int, packed: int) -> bool:
    inflated = unpacked > RATIO_MATTERS_FROM and unpacked > packed * LARGEST_RATIO
    return inflated or unpacked > LARGEST_UNPACKED


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes | None, int]]:
    """What the part truly holds, in pieces of whole tags (None: a tag without end), and their sizes."""
    honest = copy.copy(part)
    honest.file_size = LARGEST_UNPACKED * 2  # zipfile stops at the declared size; a bomb declares a small one
    tail = b""
    with archive.open(honest) as stream:
        while fresh := stream.read(_PIECE):
            piece = tail + fresh
            cut = _cut(piece)
            piece, tail = piece[:cut], piece[cut:]
            if len(tail) > _LONGEST_TAG:
                tail = b""
                yield None, len(fresh)
            else:
                yield piece, len(fresh)
    yield tail, 0


def _cut(piece: bytes) -> int:
    """Where the last cell begins, or else the last tag if it is open: it belongs to the next piece."""
    cell = piece.rfind(b'<c r="', max(0, len(piece) - _LONGEST_CELL))
    if cell >= 0:
        return cell
    tag = piece.rfind(b"<")
    return len(piece) if tag < 0 or piece.find(b">", tag) >= 0 else tag


def hold_to_limits(extent: Extent) -> None:
    """Raises UnreadableFile when the filled cells span more columns or a larger rectangle than allowed."""
    if extent.columns > MOST_COLUMNS:
        raise unreadable.too_many_columns(MOST_COLUMNS)
    if not extent.within_limits:
        raise unreadable.too_large(_TOO_MANY_CELLS)
