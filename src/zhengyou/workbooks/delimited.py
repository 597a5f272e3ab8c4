"""Text tables: which encoding, which delimiter, and the records one after another, never loaded whole."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from zhengyou.workbooks import archives, unreadable
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.unreadable import Note

DELIMITERS = (",", "\t", ";")
_SAMPLE_RECORDS = 60
LONGEST_RECORD = 4_000_000
"""A thousand columns of four thousand characters; a record is laid out whole."""
_PIECE = 1024 * 1024
_MOST_LINES_IN_A_CELL = 50
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how other systems keep Excel from rounding a code
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How to read a text table."""

    encoding: str
    delimiter: str
    quoted: bool = True
    announced: bool = False  # the first line only names the delimiter
    notes: tuple[Note, ...] = ()
    broken: int = 0
    """How many cells a record has, where cells may go on in the next line: what Word hands over knows no quotes."""


def layout_of(path: Path) -> Layout:
    """Reads the file through, piece by piece. Raises UnreadableFile when it is no text, cut, or too large."""
    encoding, nulls = _encoding(path)
    notes = (Note("null_bytes", f"文件中有 {nulls} 个空字符，读取时已去掉。"),) if nulls else ()
    layout = _with_delimiter(path, Layout(encoding, ",", notes=notes))
    if layout.delimiter == "\t":
        layout = replace(layout, broken=_width_of_numbered(path, layout))
    if _quotes_pair(path, layout):
        return layout
    note = Note("quotes", "文件中的双引号不成对，已按原样读取，请留意带引号的内容。")
    layout = replace(layout, quoted=False, notes=(*layout.notes, note))
    _quotes_pair(path, layout)
    return layout


def records(path: Path, layout: Layout) -> Iterator[list[Cell]]:
    """Every record as text cells, empty ones None; a blank line is an empty record."""
    raw = _raw(path, layout)
    for number, record in enumerate(_mended(raw, layout.broken) if layout.broken else raw, start=1):
        if layout.announced and number == 1:
            yield []
        else:
            yield [_cell(value) for value in record]


def _mended(raw: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    """Records with those put together that a line break inside a cell has cut in two.

    The first half begins with a running number and lacks exactly the cells that the second half, which does not, has.
    """
    half: list[str] | None = None
    for record in raw:
        first = record[0].strip() if record else ""
        if half is not None:
            if first and not first.isdecimal() and len(half) + len(record) - 1 == width:
                yield [*half[:-1], half[-1] + record[0], *record[1:]]
                half = None
                continue
            yield half
            half = None
        if first.isdecimal() and 1 < len(record) < width:
            half = record
        else:
            yield record
    if half is not None:
        yield half


def _width_of_numbered(path: Path, layout: Layout) -> int:
    """How many cells the numbered records have; 0 where most records bear no number, or not the same number of cells."""
    widths: list[int] = []
    records = 0
    for record in _raw(path, layout):
        if len(record) > 2:
            records += 1
            if record[0].strip().isdecimal():
                widths.append(len(record))
        if records == _SAMPLE_RECORDS:
            break
    usual = max(set(widths), key=widths.count, default=0)
    return usual if widths.count(usual) * 2 >= records - 1 and usual > 2 else 0


def _cell(value: str) -> Cell:
    if not value:
        return None
    if value.startswith('="') and (kept := _KEPT_AS_TEXT.fullmatch(value)):
        return kept.group(1) or None
    return value


def _raw(path: Path, layout: Layout, end: str = "") -> Iterator[list[str]]:
    """Records as the csv module splits them, `end` as an extra last line; UnreadableFile for csv.Error."""

    taken = 0  # characters since the last record ended

    def lines() -> Iterator[str]:
        nonlocal taken
        with path.open(encoding=layout.encoding, newline="") as file:
            while line := file.readline(LONGEST_RECORD + 1):
                taken += len(line)
                if taken > LONGEST_RECORD:
                    raise unreadable.too_large(
                        f"第 {done + 1} 行太长，超过 {LONGEST_RECORD // 10_000} 万个字"
                    )
                yield line.replace("\0", "")
        if end:
            yield end

    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if layout.quoted else csv.QUOTE_NONE
    reader = csv.reader(lines(), delimiter=layout.delimiter, quoting=quoting)
    done = 0
    try:
        for record in reader:
            taken = 0
            if len(record) <= archives.MOST_COLUMNS:
                yield record
            elif (width := _filled_width(record)) <= archives.MOST_COLUMNS:
                yield record[:width]
            else:
                raise unreadable.too_many_columns(archives.MOST_COLUMNS)
            done += 1
    except csv.Error:
        sentence = f"第 {done + 1} 行有一格内容太长，无法读取。请检查这一行的双引号是否成对，改好后再上传。"
        raise unreadable.UnreadableFile("damaged", sentence) from None


def _filled_width(record: list[str]) -> int:
    return max((index + 1 for index, value in enumerate(record) if value), default=0)


def _encoding(path: Path) -> tuple[str, int]:
    """Encoding and number of null characters."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if (decoded := _decoded(path, "utf-16")) is None or decoded.cut:
            raise unreadable.truncated()
        return "utf-16", decoded.nulls
    decoded = _decoded(path, "utf-8-sig")
    if decoded is not None and not decoded.cut:
        return "utf-8-sig", decoded.nulls
    if decoded is not None and decoded.foreign:
        raise unreadable.truncated()  # GB18030 would read nearly any bytes, and read this wrongly
    decoded = _decoded(path, "gb18030")
    if decoded is None:
        raise unreadable.not_a_table("无法识别的文件")
    if decoded.cut:
        raise unreadable.truncated()
    return "gb18030", decoded.nulls


class _Decoded(NamedTuple):
    nulls: int
    foreign: bool  # anything beyond ASCII
    cut: bool  # the last character is not whole


def _decoded(path: Path, encoding: str) -> _Decoded | None:
    """What the file holds in that encoding; None when it is not in that encoding. Refuses what is no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    nulls = controls = length = 0
    foreign = False
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoded = decoder.decode(piece)
                nulls += decoded.count("\0")
                controls += len(_CONTROL.findall(decoded))
                length += len(decoded)
                foreign = foreign or not decoded.isascii()
    except UnicodeDecodeError:
        return None
    # Some text has a stray null byte; a tenth of nulls or a hundredth of control characters is no text.
    if nulls * 10 > length or controls * 100 > length:
        raise unreadable.not_a_table("无法识别的文件")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _Decoded(nulls, foreign, True)
    return _Decoded(nulls, foreign, False)


def _with_delimiter(path: Path, layout: Layout) -> Layout:
    with path.open(encoding=layout.encoding, newline="") as file:
        first = file.readline(100)
    if announced := _SEPARATOR_LINE.fullmatch(first):
        return replace(layout, delimiter=announced.group(1), announced=True)

    def score(delimiter: str) -> tuple[float, int]:
        widths = _widths(path, replace(layout, delimiter=delimiter))
        wide = [width for width in widths if width > 1]
        if not wide:
            return 0.0, 0
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        return wide.count(usual) / len(widths), usual

    return replace(layout, delimiter=max(DELIMITERS, key=score))


def _widths(path: Path, layout: Layout) -> list[int]:
    widths: list[int] = []
    try:
        for record in _raw(path, layout):
            if any(record):
                widths.append(len(record))
            if len(widths) == _SAMPLE_RECORDS:
                break
    except unreadable.UnreadableFile as error:
        if error.code in {"too_many_columns", "too_large"}:
            raise
    return widths or [1]


def _quotes_pair(path: Path, layout: Layout) -> bool:
    """Whether every quoted cell ends: an open quote would swallow the rest of the file without a word."""
    end = "\x1eend\x1e"
    last: list[str] = []
    try:
        for last in _raw(path, layout, end):
            if layout.quoted and any(value.count("\n") > _MOST_LINES_IN_A_CELL for value in last):
                return False
    except unreadable.UnreadableFile as error:
        if layout.quoted and error.code == "damaged":
            return False
        raise
    return last == [end]
