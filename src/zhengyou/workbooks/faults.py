"""What is wrong with a sender's rows, and how it is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.tables import ERROR_LIST, Table

AUTHOR = "系统提示"
"""Author of our comments: marks of an earlier return are known by it and taken off."""

RED_FILL = "FFC7CE"
RED_TEXT = "9C0006"
LIST_TITLE = f"{ERROR_LIST}：共 {{rows}} 行需要改正"
LIST_HINT = "请在后面各工作表的红色格子里改正，保存后上传本文件即可。这张清单不用填，上传时会自动跳过。"
LIST_HEADINGS = ("工作表", "行", "列", "列名", "填写的内容", "问题", "怎样改", "原文件的行")
LIST_WIDTHS = (16, 8, 6, 24, 28, 48, 48, 12)
LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a row of the sender's sheet (`row` from 1); `column` None: the row as a whole."""

    sheet: str
    row: int
    column: str | None
    message: str
    mend: str = ""
    code: str = ""

    @property
    def comment(self) -> str:
        return f"{self.message}\n怎样改：{self.mend}" if self.mend else self.message


@dataclass(frozen=True)
class Returned:
    """How many rows went back, and whether in the sender's own layout."""

    rows: int
    in_place: bool


class FaultyRows:
    """Faults by sheet and row."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._rows: dict[tuple[str, int], list[Fault]] = {}
        for fault in faults:
            self._rows.setdefault((fault.sheet, fault.row), []).append(fault)

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, sheet: str, row: int) -> list[Fault]:
        return self._rows.get((sheet, row), [])

    def numbers(self, sheet: str) -> set[int]:
        return {row for name, row in self._rows if name == sheet}


def by_column(table: Table, faults: list[Fault]) -> dict[int, str]:
    """Column index -> comment; faults of the whole row stand at the first headed column."""
    comments: dict[int, str] = {}
    for fault in faults:
        index = cells.index(fault.column) if fault.column else _first_headed(table)
        comments[index] = f"{comments[index]}\n{fault.comment}" if index in comments else fault.comment
    return comments


def _first_headed(table: Table) -> int:
    return next((column.index for column in table.columns if column.header), 0)


def listed(
    table: Table, number: int, new_number: int, values: list[Cell], faults: list[Fault], sheet: str
) -> Iterator[tuple[Cell, ...]]:
    """The row's lines in the list of errors; `sheet` and `new_number`: where the returned file has it."""
    headers = {column.index: column.header for column in table.columns}
    for fault in faults:
        index = cells.index(fault.column) if fault.column else None
        value = cells.text(values[index])[:LONGEST_SHOWN] if index is not None and index < len(values) else ""
        header = headers.get(index, "") if index is not None else "整行"
        yield (sheet, new_number, fault.column or "", header, value, fault.message, fault.mend, number)
