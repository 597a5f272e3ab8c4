"""Marks refused rows in the sender's own xlsx with openpyxl: accepted rows are taken out, the rest stays."""

import copy
import logging
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook as OpenpyxlWorkbook
from openpyxl.worksheet.worksheet import Worksheet

from zhengyou.workbooks import cells, faults, formulas
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.faults import FaultyRows
from zhengyou.workbooks.reading import Workbook
from zhengyou.workbooks.tables import ERROR_LIST, Table

log = logging.getLogger(__name__)

MOST_ELEMENTS = 500_000
"""Cells, formatted empty ones included; openpyxl takes about 500 bytes each."""
MOST_ROW_ELEMENTS = 100_000
LARGEST_UNPACKED = 120 * 1024 * 1024
LARGEST_SIDE_PART = 2 * 1024 * 1024
LARGEST_RANGE = 200_000
"""openpyxl visits every cell of a merged range and of a link's range."""

_RANGE = re.compile(
    rb'<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*["\']([A-Za-z]+\d+:[A-Za-z]+\d+)["\']'
)
_MAIN_PARTS = ("xl/worksheets/sheet", "xl/sharedstrings.xml", "xl/calcchain.xml")


def fits_in_memory(workbook: Workbook) -> bool:
    """Whether openpyxl can hold the workbook; it keeps everything, and trusts what the file claims."""
    if workbook.elements > MOST_ELEMENTS:
        return False
    try:
        with zipfile.ZipFile(workbook.path) as archive:
            return _parts_fit(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError):  # a size declared wrong: the reader does not mind
        return False


def _parts_fit(archive: zipfile.ZipFile) -> bool:
    parts = [part for part in archive.infolist() if not part.filename.lower().startswith("xl/media/")]
    side = (part for part in parts if not part.filename.lower().startswith(_MAIN_PARTS))
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        return False
    if any(part.file_size > LARGEST_SIDE_PART for part in side):
        return False
    rows = covered = 0
    for part in parts:
        content = archive.read(part)
        rows += content.count(b"<row")
        covered += sum(_area(found.decode()) for found in _RANGE.findall(content))
    return rows <= MOST_ROW_ELEMENTS and covered <= LARGEST_RANGE


def _area(reference: str) -> int:
    left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference))
    return (right - left + 1) * (bottom - top + 1)


def write(workbook: Workbook, target: Path, tables: Sequence[Table], faulty: FaultyRows) -> bool:
    """Writes the marked workbook; False, with nothing written, when openpyxl cannot cope with the file."""
    try:
        with workbook.path.open("rb") as stream:  # by its path openpyxl would go by the ending of the name
            book = openpyxl.load_workbook(stream, keep_links=False)  # a link may start a program
        lines = [line for table in tables for line in _reduce(book[table.sheet], workbook, table, faulty)]
        _write_list(book, lines, len(faulty))
        book.save(target)
    except Exception:
        # The reader was content with this file; openpyxl fails in many ways on styles and drawings that other
        # programs write. The rebuilt file serves the sender as well.
        log.warning("openpyxl cannot annotate %s; rebuilding it", workbook.path.name, exc_info=True)
        return False
    return True


def _reduce(sheet: Worksheet, workbook: Workbook, table: Table, faulty: FaultyRows) -> list[tuple[Cell, ...]]:
    """Takes accepted rows out of the sheet, marks the others, and gives their lines for the list."""
    end = table.heading_end
    refused = {number for number in faulty.numbers(table.sheet) if number > end}
    numbers = [*range(1, end + 1), *sorted(refused)]
    moved = {old: new for new, old in enumerate(numbers, start=1)}
    values = _values(workbook, table, moved)
    _move_rows(sheet, moved, values)
    if table.context is not None:
        _write_context(sheet, table, {moved[old]: values.get(old, []) for old in refused})
    lines: list[tuple[Cell, ...]] = []
    for old in sorted(refused):
        found = faulty.of(table.sheet, old)
        for index, comment in faults.by_column(table, found).items():
            _mark(sheet, moved[old], index + 1, comment)
        lines.extend(faults.listed(table, old, moved[old], values.get(old, []), found, sheet.title))
    return lines


def _write_context(sheet: Worksheet, table: Table, rows: Mapping[int, list[Cell]]) -> None:
    """Puts the place beside each row, because the titles that named it have gone with the accepted rows."""
    assert table.context is not None
    index = table.columns[-1].index
    _put(sheet.cell(table.header_rows[-1], index + 1), table.context.heading)
    for number, values in rows.items():
        if index < len(values):
            _put(sheet.cell(number, index + 1), values[index])


def _values(workbook: Workbook, table: Table, wanted: Iterable[int]) -> dict[int, list[Cell]]:
    """The wanted rows as they were read; data rows with what merged cells say for them."""
    rows = {}
    wanted = set(wanted)
    for number, values in enumerate(workbook.sheet(table.sheet).rows(), start=1):
        if number in wanted:
            rows[number] = values
    rows.update({row.number: row.values for row in table.every_row() if row.number in wanted})
    return rows


def _move_rows(sheet: Worksheet, moved: dict[int, int], values: dict[int, list[Cell]]) -> None:
    """Keeps the rows in `moved` (old -> new number); openpyxl's delete_rows forgets merges and heights."""
    inner: Any = sheet
    merges = [range_.bounds for range_ in sheet.merged_cells.ranges]
    for reference in [range_.coord for range_ in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(reference)
    kept: dict[tuple[int, int], SheetCell] = {}
    for (row, column), cell in inner._cells.items():
        if row in moved:
            _forget_earlier_mark(cell)
            if cell.data_type == "f":
                known = values.get(row, [])
                value = known[column - 1] if column <= len(known) else None
                formula = formulas.moved(cell.value, moved) if value == cells.UNCALCULATED else None
                if formula is None:
                    _put(cell, cells.shown(value))
                else:
                    cell.value = formula
            elif isinstance(cell.value, str) and cells.formula_like(cell.value):
                cell.quotePrefix = True
            cell.row = moved[row]
            kept[moved[row], column] = cell
    inner._cells = kept
    inner._current_row = max(moved.values(), default=0)
    heights = {row: sheet.row_dimensions[row] for row in list(sheet.row_dimensions) if row in moved}
    sheet.row_dimensions.clear()
    for row, height in heights.items():
        height.index = moved[row]
        height.hidden = False  # the sender may have filtered the list
        sheet.row_dimensions[moved[row]] = height
    _merge_again(sheet, merges, moved, values)
    for name in list(sheet.tables):
        del sheet.tables[name]
    sheet.auto_filter.ref = None
    sheet.auto_filter.filterColumn = []


def _merge_again(
    sheet: Worksheet,
    merges: list[tuple[int, int, int, int]],
    moved: dict[int, int],
    values: dict[int, list[Cell]],
) -> None:
    for left, top, right, bottom in merges:
        rows = [row for row in range(top, bottom + 1) if row in moved]
        if not rows:
            continue
        first = sheet.cell(moved[rows[0]], left)
        if rows[0] != top and first.value is None:  # the row that held the text has gone
            known = values.get(rows[0], [])
            _put(first, cells.shown(known[left - 1]) if left <= len(known) else None)
        if len(rows) > 1 or right > left:
            sheet.merge_cells(
                start_row=moved[rows[0]], start_column=left, end_row=moved[rows[-1]], end_column=right
            )


def _forget_earlier_mark(cell: SheetCell) -> None:
    comment = getattr(cell, "comment", None)
    if comment is not None and comment.author == faults.AUTHOR:
        cell.comment = None
        cell.fill = PatternFill()
        cell.font = _coloured(cell, None)


def _mark(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell: Any = sheet.cell(row, column)
    if not isinstance(cell, SheetCell):  # inside a merged range: its first cell carries the mark
        range_ = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
        cell = sheet.cell(range_.min_row, range_.min_col)
    before = cell.comment.text if cell.comment is not None else ""
    cell.fill = PatternFill("solid", fgColor=faults.RED_FILL)
    cell.font = _coloured(cell, faults.RED_TEXT)
    told = f"{text}\n原批注：{before}" if before else text
    cell.comment = Comment(
        cells.writable(told), faults.AUTHOR, height=40 + 20 * (1 + len(told) // 16), width=260
    )


def _coloured(cell: SheetCell, color: str | None) -> Font:
    font: Any = copy.copy(cell.font)
    font.color = color
    return cast(Font, font)


def _write_list(book: OpenpyxlWorkbook, lines: list[tuple[Cell, ...]], rows: int) -> None:
    for name in [name for name in book.sheetnames if cells.squeezed(name).startswith(ERROR_LIST)]:
        del book[name]  # from an earlier return
    sheet = book.create_sheet(ERROR_LIST, 0)
    _put(sheet.cell(1, 1), faults.LIST_TITLE.format(rows=rows))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    _put(sheet.cell(2, 1), faults.LIST_HINT)
    for column, (heading, width) in enumerate(
        zip(faults.LIST_HEADINGS, faults.LIST_WIDTHS, strict=True), start=1
    ):
        _put(sheet.cell(4, column), heading)
        sheet.cell(4, column).font = Font(bold=True)
        sheet.column_dimensions[cells.letter(column - 1)].width = width
    for row, line in enumerate(lines, start=5):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A5"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _put(cell: SheetCell | MergedCell, value: Cell) -> None:
    """Text stays text: openpyxl would make a formula of whatever begins with an equals sign."""
    if isinstance(value, str):
        value = cells.writable(value)
    inner: Any = cell
    inner.value = value
    if isinstance(value, str):
        inner.data_type = "s"
        if cells.formula_like(value):
            inner.quotePrefix = True
