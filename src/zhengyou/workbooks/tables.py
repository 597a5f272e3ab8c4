"""Finds the table in a sheet: lines above it, one to three heading rows, data rows, and what is no data.

The caller brings the words that headings are known by; merged ranges and blanks tell which heading stands
over which. Nothing is dropped silently: `every_row` gives each row with what it was taken for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, NamedTuple

from zhengyou.workbooks import cells, headings, money, rowkinds
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.headings import Column
from zhengyou.workbooks.reading import Merge, Sheet, Workbook
from zhengyou.workbooks.rowkinds import Kind

__all__ = ["Column", "Context", "Found", "Kind", "Row", "Skipped", "Table", "find_table", "find_tables"]

HEAD_ROWS = 260
"""The heading is looked for here, and a column without a heading counts when it holds something here."""

ERROR_LIST = "错误清单"
_INSTRUCTIONS = {
    "说明", "填表说明", "填报说明", "填写说明", "使用说明", "填报须知", "填表须知", "填写须知", "指标解释",
    "指标说明", "封面", "目录", "字典", "数据字典", "代码表", "选项", "下拉选项",
}  # fmt: skip
_MEASURE_HEADINGS = {"单位", "计量单位", "金额单位"}
_TRANSPOSED = "表是横过来的：项目从上往下排，一列是一家，没有读取。请在 Excel 中复制后“选择性粘贴—转置”，改成一行一家再上传。"
_SAID_BY_SHEET = "工作表名称"
_SAID_BY_TITLE = "表中小标题"
_LONGEST_IN_HEAD = 400
_MOST_HINT_ROWS = 3
_MOST_SPREAD_CELLS = 500_000


@dataclass(frozen=True)
class Context:
    """How the name of a sheet, or a title between the rows, tells where the rows belong.

    heading: what a column that says so would be called. asks: whether a heading asks for it. names: the place that a
    text names, None when it names none.
    """

    heading: str
    asks: Callable[[str], bool]
    names: Callable[[str], str | None]
    sheet: str = ""
    """The place that the sheet's name gives."""


class Row(NamedTuple):
    """A row below the heading. `number` counts from 1 as the sheet does."""

    number: int
    values: list[Cell]
    kind: Kind


@dataclass(frozen=True)
class Table:
    """A table in a sheet; `header_rows` count from 1, `unit` is the unit of money named above the table."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: list[Column]
    unit: money.Unit | None
    lead: list[tuple[int, str]]
    _source: Sheet = field(repr=False, compare=False)
    _spread: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict, repr=False, compare=False)
    _bands: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    context: Context | None = field(default=None, repr=False, compare=False)
    """Says the place of the rows where no column does; then the last column is not in the sheet."""
    beside: str = ""
    """Columns of a table to the right of this one, "F–J"; they are not read."""
    _known: Callable[[str], bool] | None = field(default=None, repr=False, compare=False)
    _passed: list[list[int]] = field(default_factory=list, repr=False, compare=False)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Data rows with their sheet row; values are indexed by `Column.index`. Can be called again."""
        return ((row.number, row.values) for row in self.every_row() if row.kind == "data")

    @property
    def most_rows(self) -> int | None:
        """How many rows may stand below the heading, data or not; None for text tables, which only reading tells."""
        height = self._source.height
        return None if height is None else max(height - self.header_rows[-1], 0)

    def reopened(self, workbook: Workbook) -> "Table":
        """The same table read from another opening of its file. Raises KeyError when the sheet is gone."""
        return replace(self, _source=workbook.sheet(self.sheet))

    @property
    def heading_end(self) -> int:
        """The last row, from 1, of the heading with the columns' numbers or hints printed under it."""
        end = self.header_rows[-1]
        for row in islice(self.every_row(), _MOST_HINT_ROWS):
            if row.kind not in {"blank", "numbering"}:
                break
            end = row.number if row.kind == "numbering" else end
        return end

    def spread(self, row_number: int) -> frozenset[int]:
        """Columns of the row whose cell is merged with rows above or below.

        Their value is repeated in each of those rows; a number as `cells.Shared`, because it may be their sum.
        """
        return frozenset(self._spread.get(row_number - 1, {}))

    def every_row(self) -> Iterator[Row]:
        """Each row below the heading, with what it was taken for."""
        width = self.columns[-1].index + (0 if self.context else 1)
        judge = rowkinds.Judge(width, self._known, self.context.names if self.context else None)
        if self.context:
            judge.section = self.context.sheet
        top = self.header_rows[0] - 1
        below = self.header_rows[-1]
        shared: dict[tuple[int, int], Cell] = {}
        others: list[int] = []
        for number, row in enumerate(self._source.rows(), start=1):
            values = row if len(row) >= width else row + [None] * (width - len(row))
            if number <= below:
                if number > top:
                    judge.learn_heading(values)
                continue
            if number - 1 in self._spread:
                values = self._filled(number - 1, values, shared)
            before = judge.other
            kind = judge.kind(values, self._bands.get(number - 1, 0))
            if judge.other and not before:
                others.append(number)
            if self.context:
                values = [*values[:width], judge.section or None if kind == "data" else None]
            yield Row(number, values, kind)
        self._passed[:] = [others]

    def other_tables(self) -> list[int]:
        """Sheet rows where another table begins below this one; its rows are not read. Known after every row was read."""
        if not self._passed:
            for _ in self.every_row():
                pass
        return self._passed[0]

    def _filled(self, row: int, values: list[Cell], shared: dict[tuple[int, int], Cell]) -> list[Cell]:
        values = list(values)
        for column, origin in self._spread[row].items():
            if origin[0] == row:
                shared[origin] = values[column] = _doubtful(values[column])
            elif values[column] is None:
                values[column] = shared.get(origin)
        return values


@dataclass(frozen=True)
class Skipped:
    """A sheet without a table to read, and why."""

    sheet: str
    reason: Literal["hidden", "error_list", "instructions", "empty", "no_header", "transposed"]
    sentence: str


@dataclass(frozen=True)
class Found:
    tables: list[Table]
    skipped: list[Skipped]


def find_tables(workbook: Workbook, known: Callable[[str], bool], context: Context | None = None) -> Found:
    """The table of each sheet, in the workbook's order. `known` says whether the caller expects a heading.

    context: how names of sheets and titles between rows tell where rows belong; None when nobody asks.
    """
    found = Found([], [])
    for sheet in workbook.sheets:
        if skipped := _set_aside(sheet):
            found.skipped.append(skipped)
        elif headings.is_transposed(_head(sheet), known):
            found.skipped.append(Skipped(sheet.name, "transposed", _TRANSPOSED))
        elif table := find_table(sheet, known, context):
            found.tables.append(table)
        elif any(not cells.blank(value) for row in islice(sheet.rows(), HEAD_ROWS) for value in row):
            found.skipped.append(Skipped(sheet.name, "no_header", "没有找到表头，这张工作表没有读取。"))
        else:
            found.skipped.append(Skipped(sheet.name, "empty", "工作表是空的。"))
    return found


def find_table(sheet: Sheet, known: Callable[[str], bool], context: Context | None = None) -> Table | None:
    """The sheet's table, or None when no row looks like a heading with at least two known words."""
    head = _head(sheet)
    merges = sheet.merged
    block = headings.find(head, merges, known)
    if block is None:
        return None
    lead = [
        (number, cells.text(value).strip())
        for number, row in enumerate(head[: block.top], start=1)
        for value in row
        if not cells.blank(value)
    ]
    unit = next((found for _, text in lead if (found := money.unit_in(text))), None)
    spread, bands = _body_merges(merges, block.bottom + 1, block.columns)
    numbers = tuple(range(block.top + 1, block.bottom + 2))
    columns, beside = headings.apart(block.columns)
    columns = [_measured(column, head[block.bottom + 1 :]) for column in columns]
    table = Table(sheet.name, numbers, columns, unit, lead, sheet, spread, bands, None, beside, known)
    return _with_context(table, head[block.bottom + 1 :], context) if context else table


def _with_context(table: Table, below: list[list[Cell]], context: Context) -> Table:
    """The table with a column for the place, when none is there and the sheet's name or a title among the rows gives it."""
    if any(context.asks(word) for column in table.columns for word in column.spellings):
        return table
    named = context.names(cells.squeezed(table.sheet)) or ""
    alone = ([value for value in row if not cells.blank(value)] for row in below)
    titled = any(
        len(some) == 1 and isinstance(some[0], str) and context.names(cells.squeezed(some[0]))
        for some in alone
    )
    if not named and not titled:
        return table
    index = table.columns[-1].index + 1
    column = Column(
        cells.letter(index), index, context.heading, _SAID_BY_SHEET if not titled else _SAID_BY_TITLE
    )
    return replace(table, columns=[*table.columns, column], context=replace(context, sheet=named))


def _measured(column: Column, below: list[list[Cell]]) -> Column:
    """The column, marked when it is headed 单位 and holds units of measure: 元, 万元, 人."""
    if cells.squeezed(column.header).partition("(")[0] not in _MEASURE_HEADINGS:
        return column
    words = {cells.squeezed(row[column.index]) for row in below if column.index < len(row)} - {""}
    measures = all(word in rowkinds.MEASURES or money.unit_in(f"({word})") for word in words)
    return replace(column, measures=bool(words) and measures)


def _doubtful(value: Cell) -> Cell:
    """A number merged over rows as such; a code that was rounded stays a number, so that it is refused."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return cells.Shared(cells.text(value)) if is_number and not cells.lost_precision(value) else value


def _head(sheet: Sheet) -> list[list[Cell]]:
    """The first rows, long texts cut: no heading is as long, and many of them would fill the memory."""
    return [
        [value[:_LONGEST_IN_HEAD] if isinstance(value, str) else value for value in row]
        for row in islice(sheet.rows(), HEAD_ROWS)
    ]


def _set_aside(sheet: Sheet) -> Skipped | None:
    name = cells.squeezed(sheet.name)
    if name.startswith(ERROR_LIST):
        return Skipped(sheet.name, "error_list", "这是系统退回时附的错误清单，没有读取。")
    if sheet.hidden:
        return Skipped(sheet.name, "hidden", "工作表是隐藏的，没有读取。")
    if name in _INSTRUCTIONS:
        return Skipped(sheet.name, "instructions", "这是说明，没有读取。")
    first = next(iter(sheet.rows()), [])
    if first and cells.squeezed(first[0]).startswith(ERROR_LIST):
        return Skipped(sheet.name, "error_list", "这是系统退回时附的错误清单，没有读取。")
    return None


def _body_merges(
    merges: tuple[Merge, ...], first_row: int, columns: list[Column]
) -> tuple[dict[int, dict[int, tuple[int, int]]], dict[int, int]]:
    """Per row: columns merged over several rows, with their origin; and how many columns a merge takes."""
    last_column = columns[-1].index
    spread: dict[int, dict[int, tuple[int, int]]] = {}
    bands: dict[int, int] = {}
    room = _MOST_SPREAD_CELLS
    for merge in merges:
        if merge.top < first_row or merge.left > last_column or room <= 0:
            continue
        if merge.right > merge.left:
            taken = min(merge.right, last_column) - merge.left + 1
            bands[merge.top] = max(taken, bands.get(merge.top, 0))
        if merge.bottom > merge.top:
            for row in range(merge.top, min(merge.bottom, merge.top + room) + 1):
                spread.setdefault(row, {})[merge.left] = (merge.top, merge.left)
            room -= merge.bottom - merge.top + 1
    return spread, bands
