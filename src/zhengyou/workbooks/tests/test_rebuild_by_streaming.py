"""A large workbook is handed back row by row: what it takes of memory does not grow with the rows that were accepted."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from zhengyou.workbooks import reading
from zhengyou.workbooks.tests import old_excel
from zhengyou.workbooks.tests.makers import make_csv

ROWS = 60_000
REFUSED = 20_000
COLUMNS = 12
MEGABYTE = 1024**2
HEAD = ["单位名称", "职工人数", *[f"指标{number}" for number in range(COLUMNS - 2)]]
# Says how much the memory grew at most while a file's refused rows were handed back, and who held the workbook.
PROGRAM = """
import json, sys
from zhengyou.workbooks import annotating, reading, tables
from zhengyou.workbooks.tests.makers import KNOWN

def high():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))

loaded = []
annotating.in_place.openpyxl.load_workbook = lambda *given, **more: loaded.append(given)
step = int(sys.argv[2])
with reading.open_workbook(sys.argv[1]) as workbook:
    found = tables.find_tables(workbook, KNOWN).tables
    numbers = [number for number, _ in found[0].rows()][::step]
before = high()
faults = (annotating.Fault("单位", number, "B", "应填整数") for number in numbers)
returned = annotating.return_refused(sys.argv[1], sys.argv[1] + ".xlsx", found, faults)
print(json.dumps([returned.rows, returned.in_place, len(loaded), before, high()]))
"""


def rows(count: int) -> Any:
    for number in range(1, count + 1):
        yield [
            f"企业{number}有限公司",
            number,
            *[f"说明{number}第{column}项" for column in range(COLUMNS - 2)],
        ]


def as_xlsx(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("单位")
        for number, row in enumerate([HEAD, *rows(count)]):
            sheet.write_row(number, 0, row)


def as_csv(path: Path, count: int) -> None:
    make_csv(path, [HEAD, *rows(count)])


def as_xls(path: Path, count: int) -> None:
    old_excel.write(path, {"单位": [HEAD, *([row[0], row[1]] for row in rows(count))]})


def hand_back(path: Path) -> tuple[int, bool, int, int, int]:
    """(rows, in place, openings by openpyxl, memory before, most memory)."""
    command = [sys.executable, "-c", PROGRAM, str(path), str(ROWS // REFUSED)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    count, in_place, loaded, before, most = json.loads(done.stdout)
    return count, in_place, loaded, before, most


@pytest.mark.parametrize(
    ("name", "make", "most"),
    [("单位.xlsx", as_xlsx, 200), ("单位.csv", as_csv, 110), ("单位.xls", as_xls, 200)],
)
def test_sixty_thousand_rows(tmp_path: Path, name: str, make: Callable[[Path, int], None], most: int) -> None:
    make(tmp_path / name, ROWS)
    count, in_place, loaded, before, high = hand_back(tmp_path / name)
    assert (count, in_place, loaded) == (REFUSED, False, 0)
    assert high < most * MEGABYTE
    assert high - before < 45 * MEGABYTE  # beside what reading the file takes: nothing is held twice
    with reading.open_workbook(tmp_path / f"{name}.xlsx") as returned:
        errors, sheet = returned.sheets
        assert sum(1 for _ in errors.rows()) == REFUSED + 4
        assert sum(1 for _ in sheet.rows()) == REFUSED + 1


def test_a_text_takes_no_more_when_it_is_three_times_as_long(tmp_path: Path) -> None:
    as_csv(tmp_path / "短.csv", ROWS // 3)
    as_csv(tmp_path / "长.csv", ROWS)
    *_, short = hand_back(tmp_path / "短.csv")
    *_, long = hand_back(tmp_path / "长.csv")
    assert long - short < 25 * MEGABYTE  # 13,000 more refused rows; the file itself grew by 10 MB
