"""Hands refused rows back: the sender's headings and those rows only, wrong cells red, each with a comment.

What comes back can be corrected and uploaded as it is. The list of errors in front is skipped when read.
Small xlsx files keep their layout; larger ones and other formats are rebuilt row by row.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from zhengyou.workbooks import in_place, reading, rebuilding
from zhengyou.workbooks.faults import Fault, FaultyRows, Returned
from zhengyou.workbooks.tables import Table

__all__ = ["MOST_ROWS_IN_PLACE", "Fault", "Returned", "return_refused"]

MOST_ROWS_IN_PLACE = 5_000


def return_refused(
    source_path: str | Path,
    target_path: str | Path,
    tables: Sequence[Table],
    faults: Iterable[Fault],
    *,
    name: str = "",
) -> Returned:
    """Writes the refused rows of `source_path` as xlsx to `target_path`.

    `tables` are those that `tables.find_tables` found in the source. A row is refused when a fault names it.
    name: what the sender calls the file, as for open_workbook.
    Raises UnreadableFile when the source has changed since into something that cannot be read.
    """
    source, target = Path(source_path), Path(target_path)
    faulty = FaultyRows(faults)
    with reading.open_workbook(source, name=name) as workbook:
        again = [table.reopened(workbook) for table in tables]
        if _suits_in_place(workbook, again) and in_place.write(workbook, target, again, faulty):
            return Returned(len(faulty), True)
        rebuilding.write(workbook, target, again, faulty)
        return Returned(len(faulty), False)


def _suits_in_place(workbook: reading.Workbook, tables: Sequence[Table]) -> bool:
    if workbook.format != "xlsx" or not in_place.fits_in_memory(workbook):
        return False
    rows = 0
    for table in tables:
        for _ in table.rows():
            rows += 1
            if rows > MOST_ROWS_IN_PLACE:
                return False
    return True
