"""Rows are reached through `Model.objects.within(scope)` or `.across_all(because=...)`; every way around is listed here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from zhengyou.accounts.models import User
from zhengyou.census.models import Unit
from zhengyou.scoping import ScopedModel

SOURCE = Path(__file__).parents[2] / "src" / "zhengyou"
WAYS_AROUND = {"_default_manager", "_base_manager", "_rows", "raw", "extra", "cursor", "RawSQL"}
ALLOWED = {  # file: {way: reason}
    "accounts/sessions.py": {"cursor": "the session of the request's own cookie, as Django loads it"},
    "audit/actions.py": {"cursor": "holds writers off while a run of events is sealed, no row is read"},
    "analytics/actions/turns.py": {"cursor": "an advisory lock on PostgreSQL, no row is read"},
    "analytics/actions/carrying.py": {
        "cursor": "n = n + d for many cells in one statement; paths and numbers are parameters, no fact is read"
    },
    "analytics/moment.py": {"cursor": "one moment for all that is read on PostgreSQL, no row is read"},
    "analytics/tallying.py": {
        "cursor": "a count that a declaration compiled to, over rows of the doorway; only numbers come back"
    },
    "analytics/parquet.py": {"cursor": "declared columns of all rows to a file that only counts are made of"},
    "analytics/statistics/reading.py": {
        "cursor": "official tables: facts come from within(scope), counted by declared statements",
        "RawSQL": "the units behind one number, from within(scope) too",
    },
    "jobs/running.py": {"cursor": "how long a writer waits for another, no row is read"},
    "web/freshness.py": {"cursor": "sums of random numbers that every write changes, no row is read"},
    "web/stamping.py": {"cursor": "triggers that change those numbers, no row is read"},
    "web/system_views.py": {"cursor": "how large the database is, no row is read"},
    "workbooks/faults.py": {"_rows": "rows of a workbook"},
    "loading/writing.py": {
        "cursor": "rows made of rows of another table; when PostgreSQL checks foreign keys"
    },
    "loading/sqlite.py": {
        "cursor": "many rows in one statement, written after their places were settled, none read"
    },
    "loading/postgres.py": {"cursor": "the same by COPY"},
    "scoping/doorway.py": {"_default_manager": "the doorway itself"},
}


def sources() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts and "tests" not in path.parts
    ]


def ways_in(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in WAYS_AROUND:
            found.add(node.attr)
        if isinstance(node, ast.Name) and node.id == "RawSQL":
            found.add(node.id)
        if isinstance(node, ast.Attribute) and node.attr.endswith("_set"):
            found.add(node.attr)
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_way_around_the_doorway(path: Path) -> None:
    name = str(path.relative_to(SOURCE))
    assert ways_in(path) <= set(ALLOWED.get(name, {}))


def test_the_list_of_exceptions_holds_nothing_that_is_gone() -> None:
    for name, ways in ALLOWED.items():
        assert set(ways) <= ways_in(SOURCE / name), name


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_whoever_reads_all_rows_says_why(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "across_all"
        ):
            assert not node.args
            assert [keyword.arg for keyword in node.keywords] == ["because"]
            reason = node.keywords[0].value
            if isinstance(reason, ast.Constant):
                assert len(str(reason.value)) > 10


def test_the_doorway_offers_nothing_else() -> None:
    offered = {name for name in dir(Unit.objects) if not name.startswith("_")}
    assert offered == {"within", "across_all"}
    assert not hasattr(Unit.objects, "filter")


def test_everything_but_the_user_stands_behind_it() -> None:
    assert not issubclass(User, ScopedModel)


def test_a_reason_is_not_optional() -> None:
    with pytest.raises(ValueError, match="why"):
        Unit.objects.across_all(because="")
