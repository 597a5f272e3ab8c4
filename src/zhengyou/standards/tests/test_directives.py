"""Words of directives: each stands once, in a known role, and every compound holds its word."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from zhengyou import standards
from zhengyou.standards import StandardError
from zhengyou.standards.directives import ROLES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(standards.data_root() / "directives", tmp_path / "directives")
    return tmp_path


def add(root: Path, file: str, line: str) -> None:
    with (root / "directives/2026" / file).open("a", encoding="utf-8") as table:
        table.write(line + "\n")


def test_every_role_has_words() -> None:
    words = standards.load_directive_words()
    assert all(words.role(role) for role in ROLES)


def test_every_row_says_where_it_comes_from() -> None:
    for file in sorted((standards.data_root() / "directives/2026").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as table:
            assert all(row["source"] for row in csv.DictReader(table))


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("words.csv", "opner,加油,x", "expected one of"),
        ("words.csv", "opener,加强,x", "expected each key once"),
        ("duties.csv", "得,must,verb,x", "expected some of actor, opener"),
        ("duties.csv", "得,maybe,,x", "expected one of"),
        ("compounds.csv", "要,苹果,,x", "expected a longer word with 要 in it"),
        ("compounds.csv", "要,要价格,苹果,x", "expected longer words with 要价格 in them"),
    ],
)
def test_a_wrong_row_is_named(root: Path, file: str, line: str, expected: str) -> None:
    add(root, file, line)
    with pytest.raises(StandardError, match=expected):
        standards.load_directive_words(root=root)
