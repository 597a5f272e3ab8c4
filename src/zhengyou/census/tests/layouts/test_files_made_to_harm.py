"""Files made to harm: the office reads one sentence, nothing is kept of them, and the next request is answered."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.urls import reverse

from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.tests.importing.lab import Lab, code
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.layout import Layout
from zhengyou.census.tests.layouts.sheets import Lines, xlsx
from zhengyou.census.tests.layouts.test_handing_on import export
from zhengyou.workbooks.tests.hostile import HOSTILE
from zhengyou.workbooks.tests.makers import make_raw_xlsx, text_cell

BECAUSE: Final = "a test looks at what was kept"
UNITS = Layout("", "", lambda _: None, "units", "411302")  # type: ignore[arg-type,return-value]
SLOW: Final = frozenset({"long_texts_written_out", "an_archive_of_zeros", "merged_ranges_without_end"})
QUICK: Final = [name for name in HOSTILE if name not in SLOW]  # all of them are read in workbooks/tests
BROWSED: Final = (
    *("one_long_text_in_every_cell", "entities_that_multiply", "one_cell_of_fifty_megabytes"),
    *("sectors_that_point_to_themselves", "macros_and_links_to_other_files"),
)
SPELLS: Final = (
    '=HYPERLINK("http://example.com","点击")',
    "=cmd|'/c calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE unit; --",
    "{{ 7*7 }}{% debug %}",
    "../../../etc/passwd",
    "＝１＋１",
)


def kept() -> tuple[int, set[Path]]:
    """How many batches there are, and the files that are kept of uploads."""
    folder = Path(settings.UPLOADS_DIR)
    files = {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()
    return ImportBatch.objects.across_all(because=BECAUSE).count(), files


@pytest.mark.parametrize("name", QUICK)
def test_by_the_command_line(lab: Lab, name: str) -> None:
    file, make = HOSTILE[name]
    wanted = make(lab.folder / file)
    before = kept()
    if not wanted:
        assert judging.send(lab.folder / file, UNITS).document["read"] > 0
        return
    with pytest.raises(CommandError) as refused:
        judging.send(lab.folder / file, UNITS)
    sentence = str(refused.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    assert str(lab.folder) not in sentence
    assert kept() == before


@pytest.mark.parametrize("name", BROWSED)
def test_by_the_browser(lab: Lab, name: str) -> None:
    file, make = HOSTILE[name]
    wanted = make(lab.folder / file)
    client = lab.world.client("county")
    before = kept()
    sent = {
        "kind": "units",
        "round": lab.world.round.pk,
        "territory": ["411302"],
        "workbook": SimpleUploadedFile(file, (lab.folder / file).read_bytes()),
    }
    answer = client.post(reverse("census:import_upload"), sent)
    assert answer.status_code == (200 if wanted else 302), answer.content[-500:]
    assert (kept() == before) == bool(wanted)
    assert client.get(reverse("census:imports")).status_code == 200


@pytest.fixture
def spelled(lab: Lab) -> dict[str, Any]:
    """Formulas and markup as names, remarks and people, imported; one row goes back."""
    heading = ["单位名称", "统一社会信用代码", "从业人员数", "法定代表人", "备注"]
    rows: list[list[Any]] = [heading]
    rows += [[f"{spell}公司", code(number), number, spell, spell] for number, spell in enumerate(SPELLS, 1)]
    rows += [["=1+1退回公司", code(50), "很多", "@退回", "+退回"]]
    xlsx(lab.folder / "a.xlsx", [[]])
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letter}{number}"><v>{value}</v></c>'
            if isinstance(value, int)
            else text_cell(f"{letter}{number}", escaped(value))
            for letter, value in zip("ABCDE", row, strict=True)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    make_raw_xlsx(lab.folder / "a.xlsx", cells)
    came = judging.send(lab.folder / "a.xlsx", UNITS)
    assert (came.document["accepted"], came.document["refused"]) == (len(SPELLS), 1)
    return came.document


def escaped(text: str) -> str:
    """Text inside XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\t", "&#9;")


def formulas_in(path: Path) -> list[str]:
    """Parts of a workbook that hold a formula, a link or a macro."""
    with zipfile.ZipFile(path) as archive:
        return [
            name
            for name in archive.namelist()
            if b"<f>" in (content := archive.read(name)) or b"<f " in content
            if "worksheets" in name or "externalLink" in name or "vbaProject" in name
        ]


def test_formulas_and_markup_are_kept_as_text(lab: Lab, spelled: dict[str, Any]) -> None:
    names = set(Unit.objects.across_all(because=BECAUSE).values_list("name", flat=True))
    assert {f"{spell.strip()}公司" for spell in SPELLS} <= names


def test_they_leave_by_no_export_as_formulas(lab: Lab, spelled: dict[str, Any]) -> None:
    ours = export(lab, UNITS, "--kind", "units")
    back = judging.fetch(judging.Came(spelled, []), lab.folder / "退回.xlsx")
    theirs = export(lab, UNITS, "--kind", "units", "--form", str(lab.folder / "a.xlsx"))
    for path in (ours, back, theirs):
        assert formulas_in(path) == []
        book = openpyxl.load_workbook(path)
        texts = [
            cell
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
        ]
        assert texts
        assert all(cell.data_type != "f" and cell.quotePrefix for cell in texts)


def test_they_show_as_text_on_screen(lab: Lab, spelled: dict[str, Any]) -> None:
    page = lab.world.client("county").get(reverse("census:units")).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    unit = lab.unit("<script>alert(1)</script>公司")
    page = lab.world.client("county").get(reverse("census:unit", args=[unit.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_link_to_a_program_does_not_go_back(lab: Lab) -> None:
    file, make = HOSTILE["macros_and_links_to_other_files"]
    make(lab.folder / file)
    came = judging.send(lab.folder / file, UNITS)
    assert came.document["refused"] == 1
    back = judging.fetch(came, lab.folder / "退回.xlsx")
    with zipfile.ZipFile(back) as archive:
        assert not [
            name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()
        ]


@pytest.mark.parametrize(
    ("length", "refused"), [(32_767, ["B3 too_long", "C4 too_long"]), (301, ["B3 too_long"])]
)
def test_cells_that_are_full(lab: Lab, length: int, refused: list[str]) -> None:
    rows: Lines = [
        ["从业人员数", "单位名称", "备注"],
        [1, "甲公司", "好"],
        [2, "豫" * length, None],
        [3, "丙公司", "字" * length],
    ]
    xlsx(lab.folder / "a.xlsx", {"表": rows})
    came = judging.send(lab.folder / "a.xlsx", UNITS)
    assert judging.issues(came, "errors") == refused
    assert judging.fetch(came, lab.folder / "退回.xlsx").exists()
