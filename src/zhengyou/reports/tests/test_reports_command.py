"""`zhengyou reports table`: lines, JSON, the workbook in the form's shape."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("reports", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_table_as_lines_and_as_json(world: World) -> None:
    follow(at=NOW)
    assert "第二十七表" in said("table", "27", "--territory", "411302")
    found = json.loads(said("table", "27", "--territory", "411302", "--json"))
    first = found["rows"][0]
    assert (first["row"], first["values"]["A"], first["values"]["H"]) == (1, 3, None)
    assert {one["column"] for one in found["columns"] if "not_derived" in one} == {"H", "I"}
    assert all(one["holds"] is not False for one in found["checks"])


def test_a_place_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="999999"):
        said("table", "30", "--territory", "999999")


@pytest.mark.parametrize(
    ("number", "dimensions", "body", "heads"), [("27", "A1:R25", 7, 5), ("30", "A1:M24", 5, 6)]
)
def test_the_workbook_has_the_shape_of_the_form(
    world: World, tmp_path: Path, number: str, dimensions: str, body: int, heads: int
) -> None:
    follow(at=NOW)
    file = tmp_path / "table.xlsx"
    said("table", number, "--territory", "411302", "-o", str(file))
    form, basis = load_workbook(file).worksheets
    assert form.dimensions == dimensions
    assert form["A1"].value.startswith("第二十七表" if number == "27" else "第三十表")
    assert form["A2"].value == "填报单位：宛城区"
    assert (form.page_setup.orientation, form.page_setup.paperSize) == ("landscape", 9)
    fitted = form.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    numbers = [
        row[heads - 1] for row in form.iter_rows(min_row=body, max_row=form.max_row - 1, values_only=True)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert isinstance(form.cell(body, heads + 1).value, int)
    merged = {str(one) for one in form.merged_cells.ranges}
    if number == "27":
        assert {
            "A7:D7",
            "A9:A11",
            "A13:A14",
            "A18:A24",
            "F3:J3",
            "F4:F5",
            "G4:H4",
            "K3:N3",
            "Q3:R3",
        } <= merged
        assert form["M7"].value == "—"
        assert form["A8"].border.top.style is None  # hangs open from the head above
    assert "核对" in [row[0] for row in basis.iter_rows(values_only=True)]
