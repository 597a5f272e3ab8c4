"""The rules by which units entered twice are found."""

from __future__ import annotations

import shutil
from math import isclose, log2
from pathlib import Path

import pytest

from zhengyou.standards import StandardError, data_root, load_linkage


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the edition to spoil."""
    shutil.copytree(data_root() / "linkage", tmp_path / "linkage")
    return tmp_path


def spoil(root: Path, file: str, old: str, new: str) -> None:
    path = root / "linkage" / "2026" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_weight_of_a_level_is_the_ratio_in_bits() -> None:
    level = load_linkage().level("code", "two_valid")
    assert level is not None
    assert isclose(level.bits, log2(0.000001 / 0.97))
    unknown = load_linkage().level("code", "unknown")
    assert unknown is not None
    assert unknown.bits == 0


def test_what_is_rarer_weighs_more() -> None:
    names = {level.code: level.bits for level in load_linkage().levels["name"]}
    assert names["same"] > names["same_form"] > names["near"] > names["similar"] > 0 > names["other"]
    assert names["numbered"] < names["other"]


def test_every_level_says_why_and_how_sure() -> None:
    for levels in load_linkage().levels.values():
        assert {level.certainty for level in levels} <= {"HIGH", "MED"}
        assert all(level.zh and level.en for level in levels)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("levels.csv", "kind,other,ELSE", "kind,other,TRUE", "expected ELSE at the last level of kind"),
        ("levels.csv", "0.9,0.000000001", "9,0.000000001", "between 0 and 1"),
        ("levels.csv", "0.9,0.000000001", ",0.000000001", "both m and u"),
        ("levels.csv", "code,same_body", "code,same", "each key once"),
        ("linkage.toml", "prior = 0.00001", "prior = 'some'", "expected a number"),
        ("linkage.toml", 'within = "city", ', "", "expected `within` and `more_than`"),
        ("affixes.csv", "form,集团,", "shape,集团,", "expected one of"),
    ],
)
def test_a_mistake_is_named(root: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(root, file, old, new)
    with pytest.raises(StandardError, match=said):
        load_linkage(root=root)
