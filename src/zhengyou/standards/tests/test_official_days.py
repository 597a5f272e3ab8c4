"""The official days of a year: as many as the notice grants, all on their own side of the week."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhengyou import standards
from zhengyou.standards import StandardError

SATURDAY = 5


def days(kind: str) -> Iterator[date]:
    for one in standards.load_official_days("2026"):
        if one.kind == kind:
            yield from (
                one.starts_on + timedelta(days=n) for n in range((one.ends_on - one.starts_on).days + 1)
            )


def test_2026_has_33_days_off_and_6_workdays_at_week_ends() -> None:
    off, work = list(days("holiday")), list(days("workday"))
    assert (len(off), len(work)) == (33, 6)
    assert all(day.weekday() >= SATURDAY for day in work)
    assert not set(off) & set(work)


def test_what_is_taken_is_given_back() -> None:
    """The law gives 13 days; what more falls on a weekday is made up at a week's end, what falls on one is moved."""
    weekdays_off = [day for day in days("holiday") if day.weekday() < SATURDAY]
    assert len(weekdays_off) - len(list(days("workday"))) in range(11, 14)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("late,holiday,迟,Late,2026-02-02,2026-02-01", "expected a day from 2026-02-02 on"),
        ("other,holiday,他,Other,2027-01-01,", "expected days of the year"),
        ("feast,feast,节,Feast,2026-01-01,", "expected one of holiday, workday"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    folder = tmp_path / "calendar/2026"
    folder.mkdir(parents=True)
    source = standards.data_root() / "calendar/2026/source.toml"
    (folder / "source.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "days.csv").write_text(f"code,kind,zh,en,starts_on,ends_on\n{line}\n", encoding="utf-8")
    with pytest.raises(StandardError, match=said):
        standards.load_official_days(root=tmp_path)
