"""Data files are read strictly: what is wrong is named with file, line, column and what was expected."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from zhengyou import standards
from zhengyou.standards import StandardError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of some standards that a test may spoil."""
    for name in ("enums", "questions", "tiles", "divisions", "access", "unit_fields"):
        shutil.copytree(standards.data_root() / name, tmp_path / name)
    return tmp_path


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_edition_says_where_it_comes_from_and_since_when() -> None:
    names = sorted(folder.name for folder in standards.data_root().iterdir() if folder.is_dir())
    for name in names:
        for edition in standards.editions(name):
            assert all((edition.source, edition.licence, edition.note))
            assert edition.effective_from <= date(2026, 1, 1)


def test_a_wrong_number_is_named_with_file_line_and_column(root: Path) -> None:
    file = root / "questions/2026/questions.csv"
    spoil(file, "办公室,0.1,once", "办公室,soon,once")
    with pytest.raises(StandardError, match=r"questions\.csv, line 2, column minutes: expected a number"):
        standards.load_questions(root=root)


def test_a_missing_column_is_named(root: Path) -> None:
    spoil(root / "tiles/henan-2026/tiles.csv", "code,name", "code,title")
    with pytest.raises(StandardError, match=r"line 1: expected the columns code,name,col,row"):
        standards.load_tiles(root=root)


def test_a_row_with_too_few_cells_is_named(root: Path) -> None:
    spoil(root / "tiles/henan-2026/tiles.csv", "安阳,3,0", "安阳,3")
    with pytest.raises(StandardError, match=r"line 2: expected 4 cells, found 3"):
        standards.load_tiles(root=root)


def test_a_word_with_two_meanings_is_refused(root: Path) -> None:
    spoil(root / "enums/2026/enums.csv", "condition,fair,一般,Fair,", "condition,fair,一般,Fair,好|")
    with pytest.raises(StandardError, match="expected a word of its own, 好 means good already"):
        standards.load_enums(root=root)


def test_a_place_without_a_parent_is_refused(root: Path) -> None:
    spoil(root / "divisions/henan-2026/divisions.csv", "中原区,county,,410100", "中原区,county,,419900")
    with pytest.raises(StandardError, match="column parent: expected the code of a higher place"):
        standards.load_divisions(root=root)


def test_a_role_without_its_row_of_rights_is_refused(root: Path) -> None:
    spoil(root / "access/2026/rights.csv", "\nsecretary,", "\ninstructor,")
    with pytest.raises(StandardError, match="expected a row for each role, none for secretary"):
        standards.load_access(root=root)


def test_an_enumeration_is_named_exactly_where_the_type_is_enum(root: Path) -> None:
    spoil(root / "unit_fields/2026/fields.csv", "GB 32100-2015,core,", "GB 32100-2015,optional,")
    standards.load_unit_fields(root=root)
    spoil(root / "unit_fields/2026/fields.csv", "uscc,统一社会信用代码,code", "uscc,统一社会信用代码,enum")
    standards.load_unit_fields.cache_clear()
    with pytest.raises(StandardError, match="column enum"):
        standards.load_unit_fields(root=root)


def test_the_edition_in_force_on_a_day_is_found(root: Path) -> None:
    older, newer = root / "questions/2026", root / "questions/2027"
    shutil.copytree(older, newer)
    spoil(
        older / "source.toml",
        "effective_from = 2010-01-01",
        "effective_from = 2010-01-01\neffective_to = 2026-12-31",
    )
    spoil(newer / "source.toml", "effective_from = 2010-01-01", "effective_from = 2027-01-01")
    assert standards.edition("questions", on=date(2026, 12, 31), root=root).id == "2026"
    assert standards.edition("questions", on=date(2027, 1, 1), root=root).id == "2027"
    assert standards.edition("questions", root=root).id == "2027"


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2009, 12, 31)])
def test_a_day_before_every_edition_is_an_error(day: date) -> None:
    with pytest.raises(StandardError, match="expected an edition of questions in force on"):
        standards.edition("questions", on=day)


def test_an_unknown_edition_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(StandardError, match="among 2026, not 1999"):
        standards.load_questions("1999")


def test_an_unknown_standard_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StandardError, match=r"source\.toml"):
        standards.editions("nothing", tmp_path)
