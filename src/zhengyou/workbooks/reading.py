"""Opens a workbook of any usual format, told apart by content, and gives its sheets row by row.

Formulas give their last calculated values (#DIV/0! and the like as text), macros never run. Memory: one sheet
at a time is laid out by the parser, within the limits of `archives`; text tables are streamed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self

import python_calamine

from zhengyou.workbooks import (
    apart,
    archives,
    delimited,
    kinds,
    old_failures,
    open_failures,
    open_merges,
    parsing,
    trial,
    unreadable,
)
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.unreadable import Note, UnreadableFile

__all__ = ["Cell", "Format", "Merge", "Note", "Sheet", "UnreadableFile", "Workbook", "open_workbook"]

Format = Literal["xlsx", "xlsb", "xls", "ods", "csv"]

MOST_SHEETS = 200
LONGEST_NAME = 80  # of a text file's sheet

_MACROS = Note("macros", "工作簿带有宏。只读取了表格里的内容，宏没有运行，也没有保存。")


class Merge(NamedTuple):
    """A merged range, 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet. Rows are parsed when asked for; `rows` can be called again."""

    name: str
    hidden: bool = False
    _source: "_Source | None" = field(default=None, repr=False, compare=False)
    _index: int = 0

    def rows(self) -> Iterator[list[Cell]]:
        """Every row from sheet row 1 and column A, empty cells None; rows may differ in length."""
        return iter(()) if self._source is None else self._source.rows(self._index)

    @property
    def height(self) -> int | None:
        """How many rows there are at most; None for text tables, which only reading tells."""
        return None if self._source is None else self._source.height(self._index)

    @property
    def merged(self) -> tuple[Merge, ...]:
        """Merged ranges; none for text tables and formats that do not say."""
        return () if self._source is None else self._source.merged(self._index)


@dataclass(frozen=True)
class Workbook:
    path: Path
    format: Format
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()
    elements: int = 0
    """Cells that the file writes out, formatted empty ones included; 0 where it is not known."""
    _source: "_Source | None" = field(default=None, repr=False, compare=False)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. Raises KeyError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def close(self) -> None:
        if self._source is not None:
            self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_workbook(path: str | Path, *, name: str = "") -> Workbook:
    """The workbook at `path`, held to every limit before anything is parsed. Raises UnreadableFile.

    name: what the sender calls the file, where it is stored under another name; a text file's only sheet is called by it.
    """
    path = Path(path)
    kind = kinds.kind_of(path)
    if kind == "csv":
        layout = delimited.layout_of(path)
        text = _TextSource(path, layout)
        only = Sheet(Path(name or path).stem[:LONGEST_NAME], False, text, 0)
        return Workbook(path, "csv", (only,), layout.notes, 0, text)
    ahead = apart.begin(path) if kind == "xlsx" else None
    try:
        return _inspected(path, kind, ahead)
    except BaseException:
        if ahead is not None:
            ahead.close()
        raise


def _inspected(path: Path, kind: Format, ahead: apart.Apart | None) -> Workbook:
    """The workbook once its archive was looked through. ahead: the parser that lays it out meanwhile in a second process."""
    inspection = archives.Inspection() if kind == "xls" else archives.inspect(path)
    failed = old_failures.failures(path) if kind == "xls" else inspection.errors(path)
    if kind != "xlsx" or not inspection.usual:
        trial.measure(path)
    if kind == "ods":
        failed = open_failures.failures(path)
    with _Parsing():
        parsed = ahead or parsing.Parsed(str(path))
    source = _ParsedSource(parsed, failed, open_merges.merges(path) if kind == "ods" else None)
    notes = (_MACROS,) if inspection.macros else ()
    elements = inspection.elements if kind == "xlsx" else 0
    return Workbook(path, kind, source.sheets(), notes, elements, source)


class _Source(Protocol):
    def rows(self, index: int, /) -> Iterator[list[Cell]]: ...
    def height(self, index: int, /) -> int | None: ...
    def merged(self, index: int, /) -> tuple[Merge, ...]: ...
    def close(self) -> None: ...


class _TextSource:
    def __init__(self, path: Path, layout: delimited.Layout) -> None:
        self.path = path
        self.layout = layout

    def rows(self, _: int) -> Iterator[list[Cell]]:
        return delimited.records(self.path, self.layout)

    def height(self, _: int) -> int | None:
        return None

    def merged(self, _: int) -> tuple[Merge, ...]:
        return ()

    def close(self) -> None:
        """Nothing is held open."""


class _ParsedSource:
    """A workbook in the parser's hands, here or in a second process."""

    def __init__(
        self,
        parsed: parsing.Parsed | apart.Apart,
        errors: dict[str, dict[tuple[int, int], str]],
        merges: dict[str, list[open_merges.Range]] | None,
    ) -> None:
        """merges: by sheet, where the parser does not know them."""
        self.errors = errors
        self.merges = merges
        self.parsed = parsed
        with _Parsing():
            self.facts = parsed.sheets()
        self.names = [name for name, _hidden, _has_cells in self.facts]

    def sheets(self) -> tuple[Sheet, ...]:
        found = [
            Sheet(name, hidden, self, index)
            for index, (name, hidden, has_cells) in enumerate(self.facts)
            if has_cells
        ]
        if not found:
            raise UnreadableFile("empty", "工作簿里没有工作表。请检查是否选错了文件。")
        if len(found) > MOST_SHEETS:
            sentence = f"工作簿里的工作表太多，超过 {MOST_SHEETS} 张。请拆成几个文件分别上传。"
            raise UnreadableFile("too_many_sheets", sentence)
        return tuple(found)

    def rows(self, index: int) -> Iterator[list[Cell]]:
        errors: dict[int, dict[int, str]] = {}
        for (number, column), text in self.errors.get(self.names[index], {}).items():
            errors.setdefault(number, {})[column] = text
        with _Parsing():
            for number, row in enumerate(self.parsed.rows(index)):
                yield _with_errors(row, errors[number]) if number in errors else row

    def height(self, index: int) -> int | None:
        with _Parsing():
            return self.parsed.height(index)

    def merged(self, index: int) -> tuple[Merge, ...]:
        with _Parsing():
            found = (
                self.parsed.merged(index) if self.merges is None else self.merges.get(self.names[index], ())
            )
        return tuple(sorted(Merge(*one) for one in found))

    def close(self) -> None:
        self.parsed.close()


def _with_errors(row: list[Cell], errors: dict[int, str]) -> list[Cell]:
    """The row with the cells that the parser drops; they may stand beyond its end."""
    whole = row + [None] * (max(errors) + 1 - len(row))
    for index, text in errors.items():
        whole[index] = text
    return whole


class _Parsing:
    """Turns whatever the parser throws, its panics included, into UnreadableFile."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            return
        if isinstance(error, python_calamine.PasswordError):
            raise unreadable.encrypted() from error
        raise unreadable.damaged() from error
