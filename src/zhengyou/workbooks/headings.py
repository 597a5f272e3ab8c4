"""Finds the heading block of a table and reads each column's heading and the groups over it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.reading import Merge
from zhengyou.workbooks.rowkinds import NUMBERS

MOST_LEAD_ROWS = 60
MOST_DEPTH = 3
_LONGEST_HEADING = 200
_MOST_MERGES = 20_000
_HEADING_COLUMNS = 3
_MOST_LEAD_WORDS = 3
_TOLD = re.compile(r"(?!其中|含)[^:]{1,20}:.")

Known = Callable[[str], bool]
_Grid = list[list[str]]


@dataclass(frozen=True)
class Column:
    """A column. `index` counts from 0 at sheet column A; `group` joins the headings above by "/"."""

    letter: str
    index: int
    header: str
    group: str = ""
    measures: bool = False
    """It is headed 单位 and says in each row what the row's amounts are measured in."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The heading alone, and with its groups in front, nearest first."""
        groups = self.group.split("/") if self.group else []
        joined = ["".join(groups[start:]) + self.header for start in range(len(groups) - 1, -1, -1)]
        return (self.header, *joined)


@dataclass(frozen=True)
class Block:
    """Heading rows `top` to `bottom`, counted from 0, both included."""

    top: int
    bottom: int
    columns: list[Column]


def find(head: Sequence[list[Cell]], merges: Iterable[Merge], known: Known) -> Block | None:
    """The block with the most known headings among the first rows, or None."""
    sheet = _Head(head, merges)
    best: tuple[tuple[int, float, int, int], Block] | None = None
    for top in range(min(len(sheet.grid), MOST_LEAD_ROWS)):
        for depth in sheet.depths(top):
            if depth > 1 and sheet.is_lead(top):
                continue
            columns = sheet.columns(top, depth)
            recognised = len({c.spellings for c in columns if any(known(word) for word in c.spellings)})
            if recognised < 2 and not (recognised == 1 and len(columns) <= 2):
                continue
            rank = (recognised, recognised / len(columns), -depth, -top)
            if best is None or rank > best[0]:
                best = (rank, Block(top, top + depth - 1, columns))
    if best is None or sheet.is_form(best[1], known):
        return None
    return sheet.completed(best[1])


def is_transposed(head: Sequence[list[Cell]], known: Known) -> bool:
    """Whether the headings stand one under the other, in one of the first columns, and not beside each other."""
    words = [[_word(value) for value in row] for row in head]
    beside = max((len({word for word in row if word and known(word)}) for row in words), default=0)
    for column in range(_HEADING_COLUMNS):
        below = {row[column] for row in words if len(row) > column and row[column] and known(row[column])}
        filled = sum(1 for row in words if len(row) > column and row[column])
        if len(below) > max(beside, 2) and len(below) > beside * 2 and len(below) * 2 > filled:
            return True
    return False


def apart(columns: list[Column]) -> tuple[list[Column], str]:
    """The columns without those of a second table to their right; and where that one stands.

    It repeats the headings of the first, or begins with running numbers as the first does.
    """
    headed = [column for column in columns if column.header]
    words = [f"{column.group}/{column.header}" for column in headed]
    for start in range(2, len(words)):
        repeated = words[start:]
        numbered = headed[start].header in NUMBERS and headed[start].header == headed[0].header and start > 2
        if len(repeated) > 1 and (repeated == words[: len(repeated)] or (numbered and len(repeated) > 2)):
            left = [column for column in columns if column.index < headed[start].index]
            while len(left) > 1 and not left[-1].header:
                left.pop()
            return left, f"{headed[start].letter}–{headed[-1].letter}"
    return columns, ""


class _Head:
    """The first rows of a sheet, merged ranges filled in."""

    def __init__(self, head: Sequence[list[Cell]], merges: Iterable[Merge]) -> None:
        self.head = head
        width = max(map(len, head), default=0)
        self.grid: _Grid = [[_word(value) for value in row] + [""] * (width - len(row)) for row in head]
        near = [merge for merge in merges if merge.top < len(head)][:_MOST_MERGES]
        self.merges = [merge for merge in near if merge.top < MOST_LEAD_ROWS + MOST_DEPTH]
        self.ends = {(m.top, m.right) for m in self.merges if m.right > m.left}
        self.last_filled = [-1] * width
        for number, words in enumerate(self.grid):
            for column, word in enumerate(words):
                if word:
                    self.last_filled[column] = number
        for merge in self.merges:
            self._fill(merge, width)

    def _fill(self, merge: Merge, width: int) -> None:
        if merge.left >= width:
            return
        word = self.grid[merge.top][merge.left]
        for row in range(merge.top, min(merge.bottom, merge.top + MOST_DEPTH, len(self.grid) - 1) + 1):
            for column in range(merge.left, min(merge.right + 1, width)):
                self.grid[row][column] = word

    def depths(self, top: int) -> range:
        """Depths that a block from this row may have; merged ranges must not be cut."""
        if not any(self.grid[top]):
            return range(0)
        least = 1
        while least < MOST_DEPTH and (self._cut_below(top, least) or self._completed_below(top, least)):
            least += 1
        most = least
        while most < MOST_DEPTH and top + most < len(self.grid) and self._all_words(top + most):
            most += 1
        return range(least, most + 1) if top + least <= len(self.grid) else range(0)

    def is_lead(self, row: int) -> bool:
        """Whether the row is a title or tells who reports and when: it may stand above a heading, it is no part of it."""
        words = {word for word in self.grid[row] if word}
        if any(m.top < row <= m.bottom or (m.top == row < m.bottom) for m in self.merges):
            return False
        if len(words) <= _MOST_LEAD_WORDS and any(_TOLD.match(cells.squeezed(word)) for word in words):
            return True
        below = self.grid[row + 1] if row + 1 < len(self.grid) else []
        if len(words) == 1 and any(below) and self.is_lead(row + 1):
            return True
        filled = [column for column, word in enumerate(self.grid[row]) if word]
        under = [column for column, word in enumerate(below) if word]
        spans = len(filled) == 1 or filled[-1] >= _last(below) - 1
        return len(words) == 1 and len(set(below)) > _MOST_LEAD_WORDS and filled[0] <= under[0] and spans

    def _cut_below(self, top: int, depth: int) -> bool:
        return any(
            top <= m.top < top + depth <= m.bottom for m in self.merges if m.bottom - m.top < MOST_DEPTH
        )

    def _completed_below(self, top: int, depth: int) -> bool:
        """Whether the next row only fills what this one leaves open: leaves under wide or unmerged groups."""
        row = top + depth - 1
        if row + 1 >= len(self.grid) or not self._all_words(row + 1):
            return False
        above, below = self.grid[row], self.grid[row + 1]
        wide = self._wide_in(row)
        if not wide and self.merges and depth == 1 and "" not in above[: _last(above)]:
            return False
        if not wide and depth > 1:
            return False  # the first row of data may fill what a row of leaves leaves open
        filled = [column for column, word in enumerate(below) if word]
        if len(wide) == 1 and _spans_all(wide[0], above):
            return False  # a title over the whole table is no group
        under_wide = {column for merge in wide for column in range(merge.left, merge.right + 1)}
        starts = {column - 1 for column in filled if not above[column] and column}
        fits = all(c in under_wide or not above[c] or c in starts or above[c] == below[c] for c in filled)
        opens = any(column in under_wide or not above[column] for column in filled)
        alone = any(word and not below[column] for column, word in enumerate(above))
        same = any(word and word == below[column] for column, word in enumerate(above))
        return fits and opens and (alone or same or bool(wide)) and len(filled) > 1

    def _wide_in(self, row: int) -> list[Merge]:
        return [m for m in self.merges if m.top <= row <= m.bottom and m.right > m.left]

    def _all_words(self, row: int) -> bool:
        """Whether the row could be a heading: words only, no number or date among them."""
        values = self.head[row]
        filled = [value for value in values if not cells.blank(value)]
        return bool(filled) and all(
            isinstance(value, str) and not cells.squeezed(value).replace(".", "").isdecimal()
            for value in filled
        )

    def columns(self, top: int, depth: int) -> list[Column]:
        """Headed columns, and columns without a heading that hold something below."""
        rows = [self._with_groups(row, top + depth - 1) for row in range(top, top + depth)]
        found = []
        for index in range(len(self.grid[0])):
            path: list[str] = []
            for row in rows:
                if row[index] and row[index] not in path[-1:]:
                    path.append(row[index])
            if path or self.last_filled[index] >= top + depth:
                header = path[-1] if path else ""
                found.append(Column(cells.letter(index), index, header, "/".join(path[:-1])))
        return found

    def _with_groups(self, row: int, bottom: int) -> list[str]:
        """The row with each group written over all its columns, where it was not merged over them."""
        words = list(self.grid[row])
        if row == bottom:
            return words
        below = self.grid[row + 1]
        for column in range(1, len(words)):
            group = words[column - 1]
            is_group = below[column - 1] and below[column - 1] != group and (row, column - 1) not in self.ends
            if not words[column] and below[column] and group and is_group:
                words[column] = group
        merged = {(merge.top, merge.left) for merge in self.merges}
        for column in range(len(words) - 2, -1, -1):  # a label that stands over the middle of its leaves
            group = words[column + 1]
            is_group = group and below[column + 1] and below[column + 1] != group
            if is_group and not words[column] and below[column] and (row, column + 1) not in merged:
                words[column] = group
        return words

    def is_form(self, block: Block, known: Known) -> bool:
        """Whether it is a form of one unit, label beside answer: the next row has labels of its own."""
        below = next((words for words in self.grid[block.bottom + 1 :] if any(words)), [])
        headings = {column.header for column in block.columns}
        return sum(1 for word in below if word and word not in headings and known(word)) > 1

    def completed(self, block: Block) -> Block:
        """The block with a row of groups above it that no known heading needed."""
        above = block.top - 1
        if above < 0 or block.bottom - above >= MOST_DEPTH:
            return block
        words = {word for word in self.grid[above] if word}
        wide = [m for m in self._wide_in(above) if m.top == above]
        reaches = any(m.top == above and m.bottom >= block.top for m in self.merges)
        plain = all(":" not in cells.squeezed(word) for word in words)
        if plain and (reaches or (len(words) > 1 and len(wide) > 1)):
            return Block(above, block.bottom, self.columns(above, block.bottom - above + 1))
        return block


def _word(value: Cell) -> str:
    return "" if cells.blank(value) else cells.text(value).strip()[:_LONGEST_HEADING]


def _last(words: list[str]) -> int:
    return max((place + 1 for place, word in enumerate(words) if word), default=0)


def _spans_all(merge: Merge, words: list[str]) -> bool:
    return len({word for word in words if word}) == 1 and merge.left == 0
