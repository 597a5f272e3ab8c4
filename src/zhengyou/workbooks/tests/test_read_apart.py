"""A large workbook is read in a second process: the same rows, whatever becomes of that process."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhengyou import companion
from zhengyou.workbooks import apart, archives, parsing, reading, tables
from zhengyou.workbooks.apart import Apart
from zhengyou.workbooks.tests.makers import HEADINGS, KNOWN, make_raw_xlsx, make_xlsx
from zhengyou.workbooks.unreadable import UnreadableFile

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(date(1950, 1, 1), date(2026, 1, 1)).map(lambda day: datetime(day.year, day.month, day.day)),
    st.text("公司ab 1=", max_size=6),
)


@pytest.fixture(autouse=True)
def apart_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small workbooks are read apart too, some rows at a time."""
    monkeypatch.setattr(companion, "pays", lambda: True)
    monkeypatch.setattr(apart, "WORTH_IT_FROM", 0)
    monkeypatch.setattr(apart, "HEAD", 5)
    monkeypatch.setattr(apart, "AT_ONCE", 7)


def file(folder: Path, count: int = 40) -> Path:
    return make_xlsx(
        folder / "a.xlsx", {"一": [HEADINGS, *([n, f"第{n}公司"] for n in range(count))], "二": [["x"]]}
    )


def here(path: Path, index: int = 0) -> list[Any]:
    return list(parsing.Parsed(str(path)).rows(index))


def kill(reader: Apart) -> None:
    os.kill(reader.companion.number, signal.SIGKILL)
    time.sleep(0.1)


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=30))
def test_the_same_cells_as_in_one_process(tmp_path: Path, rows: list[list[Any]]) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"一": rows})
    with reading.open_workbook(path) as workbook:
        assert isinstance(workbook._source.parsed, Apart)  # type: ignore[union-attr]
        assert [repr(row) for row in workbook.sheets[0].rows()] == [repr(row) for row in here(path)]


@pytest.mark.parametrize("count", [0, 3, 4, 5, 11, 12, 40])
def test_rows_end_at_any_border(tmp_path: Path, count: int) -> None:
    path = file(tmp_path, count)
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows()) == here(path)
        assert workbook.sheets[0].height == count + 1


def test_a_sheet_can_be_left_and_read_again_and_beside_another(tmp_path: Path) -> None:
    path = file(tmp_path)
    with reading.open_workbook(path) as workbook:
        first = workbook.sheets[0].rows()
        begun = [next(first) for _ in range(9)]
        assert list(workbook.sheets[1].rows()) == [["x"]]
        assert list(workbook.sheets[0].rows()) == here(path)
        assert begun + list(first) == here(path)


@pytest.mark.parametrize("after", [0, 3, 6, 20])
def test_the_rows_go_on_when_the_other_process_is_killed(tmp_path: Path, after: int) -> None:
    path = file(tmp_path)
    with reading.open_workbook(path) as workbook:
        rows = workbook.sheets[0].rows()
        begun = [next(rows) for _ in range(after)]
        kill(workbook._source.parsed)  # type: ignore[union-attr]
        assert begun + list(rows) == here(path)
        assert workbook.sheets[0].merged == ()


def test_the_rows_come_when_no_process_can_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise BlockingIOError

    path = file(tmp_path)
    monkeypatch.setattr(subprocess, "Popen", refused)
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows()) == here(path)


def test_too_little_memory_over_there_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 1024 * 1024)
    monkeypatch.setattr(companion, "SECONDS", 2)  # the parser may stand still then
    path = file(tmp_path)
    with reading.open_workbook(path) as workbook:
        assert list(workbook.sheets[0].rows()) == here(path)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The numbers of the processes that were begun; none may be left in the end."""
    numbers: list[int] = []
    begin = apart.begin

    def noted(path: Path) -> Apart | None:
        found = begin(path)
        assert found is not None
        numbers.append(found.companion.number)
        return found

    monkeypatch.setattr(apart, "begin", noted)
    yield numbers
    assert numbers
    assert not any(map(lives, numbers))


def test_a_damaged_sheet_is_refused_in_the_same_sentence(
    tmp_path: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></row')
    told = []
    for pays in (True, False):
        monkeypatch.setattr(companion, "pays", lambda pays=pays: pays)
        if not pays:
            monkeypatch.setattr(apart, "begin", lambda _: None)
        with pytest.raises(UnreadableFile) as refused, reading.open_workbook(path) as workbook:
            tables.find_tables(workbook, KNOWN)
        told.append((refused.value.code, str(refused.value)))
    assert told[0] == told[1]


def test_what_the_archive_forbids_ends_the_other_process(
    tmp_path: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 10)
    with pytest.raises(UnreadableFile):
        reading.open_workbook(file(tmp_path))


def test_a_reader_that_stops_ends_the_other_process(tmp_path: Path, begun: list[int]) -> None:
    with pytest.raises(KeyError), reading.open_workbook(file(tmp_path)) as workbook:
        raise KeyError(next(workbook.sheets[0].rows())[0])


def test_the_other_process_ends_when_this_one_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from zhengyou.workbooks.apart import Apart\n"
        "print(Apart(Path(sys.argv[1])).companion.number, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(file(tmp_path))], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    assert lives(number)
    parent.kill()
    parent.communicate()
    until = time.monotonic() + 20
    while lives(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not lives(number)


def test_a_small_workbook_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WORTH_IT_FROM", 4 * 1024 * 1024)
    assert apart.begin(file(tmp_path)) is None


def test_a_sheet_is_given_back_once_its_rows_are_ready_and_asked_for_again(tmp_path: Path) -> None:
    parsed = parsing.Parsed(str(file(tmp_path, 40)))
    answers = parsing.Answers(parsed)
    rows = here(file(tmp_path, 40))

    def some(start: int) -> Any:
        return pickle.loads(answers.to("some_rows", 0, start, 7))

    assert some(5) == rows[5:12]
    while answers.more:
        answers.make_ready()
    assert parsed.current is None
    assert [row for start in range(12, 41, 7) for row in some(start)] == rows[12:]
    assert some(5) == rows[5:12]
    assert parsed.current is None
    assert pickle.loads(answers.to("height", 0)) == 41
    assert parsed.current is None
    assert pickle.loads(answers.to("some_rows", 1, 0, 7)) == [["x"]]
    assert some(3) == rows[3:10]
