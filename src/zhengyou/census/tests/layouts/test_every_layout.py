"""Each workbook that an office could send gives exactly what it says: no fact more, none less."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from zhengyou.census.tests.importing.lab import Lab
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.library import LAYOUTS

NEW_AT_LEAST = 35


def test_there_are_layouts_enough() -> None:
    assert len(LAYOUTS) >= NEW_AT_LEAST
    assert all(one.sent_by for one in LAYOUTS.values())


@pytest.mark.parametrize("key", LAYOUTS)
def test_it_gives_exactly_what_it_says(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    expected = layout.make(path)
    before = judging.known(layout.kind)
    came = judging.send(path, layout)
    place = lab.world.place[layout.territory].name
    assert judging.mapping(came) == expected.mapping
    assert judging.in_order(judging.issues(came, "errors")) == judging.in_order(expected.refused)
    assert judging.in_order(judging.issues(came, "warnings")) == judging.in_order(expected.doubts)
    assert judging.held(layout.kind, before) == judging.expected_facts(layout, expected, place)
    figures = {name: came.document[name] for name in ("read", "accepted", "created", "refused")}
    taken, refused = len(expected.taken), expected.refused_rows
    assert figures == {"read": taken + refused, "accepted": taken, "created": taken, "refused": refused}
    assert len(came.told) == len(expected.notes), came.told
    assert all(part in told for part, told in zip(expected.notes, came.told, strict=True)), came.told


@pytest.mark.parametrize("key", LAYOUTS)
def test_sent_again_it_changes_nothing_and_what_goes_back_comes_again(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    layout.make(path)
    first = judging.send(path, layout)
    before = judging.held(layout.kind, set())
    again = judging.send(path, layout)
    figures = {name: again.document[name] for name in ("read", "unchanged", "created", "updated", "refused")}
    same = {"read": first.document["read"], "refused": first.document["refused"], "created": 0, "updated": 0}
    assert figures == {**same, "unchanged": first.document["accepted"]}
    if layout.returns:
        returned = judging.send(judging.fetch(first, lab.folder / f"退回-{path.stem}.xlsx"), layout)
        assert returned.document["read"] == first.document["refused"]
        assert _codes(returned) == [
            code for code in _codes(first) if code != "repeated"
        ]  # alone a row repeats none
    assert judging.held(layout.kind, set()) == before


def test_a_layout_says_whether_rows_go_back(tmp_path: Path) -> None:
    for layout in LAYOUTS.values():
        assert layout.returns == bool(layout.make(tmp_path / layout.file).refused), layout.key


@pytest.mark.parametrize("key", ["sections_that_name_the_township", "sections_in_a_text"])
def test_a_row_under_a_title_goes_back_with_its_place(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    layout.make(path)
    returned = judging.fetch(judging.send(path, layout), lab.folder / "退回.xlsx")
    book = openpyxl.load_workbook(returned)
    sheet = book.worksheets[1]
    wrong = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "十人")
    wrong.value = 10
    book.save(returned)
    judging.send(returned, layout)
    assert lab.unit("丁公司").territory.name == "汉冶街道"


def _codes(came: judging.Came) -> list[str]:
    return sorted(issue["code"] for issue in came.document["errors"])
