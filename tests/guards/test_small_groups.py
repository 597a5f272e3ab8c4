"""No page, export or command shows a number of a protected figure that is withheld, to anybody.

The cast's county has a township of four members, one of whom is in contact, and a neighbour of twelve that is withheld with it.
Their numbers stand nowhere else, so that any of them that is found has leaked.
"""

from __future__ import annotations

import ast
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from tests.guards.test_addresses import ADDRESSES
from tests.world import NOW, World
from zhengyou.analytics import protecting
from zhengyou.analytics.actions import freezing
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell
from zhengyou.analytics.numbers import Numbers
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

SOURCE = Path(__file__).parents[2] / "src" / "zhengyou"
OFFICES = ("province", "city", "county", "township", "organisation_dept", "department")
SMALL, COVER = Numbers(1, 4), Numbers(11, 12)
SHOWN = {"411302003": Numbers(38, 40), "411302": Numbers(50, 56), "411300": Numbers(113, 120)}
LEAKS = ("1 / 4 名", "25.0%", "11 / 12 名", "91.7%")
CODES = ("410000", "411300", "411302", "411302001", "411302002", "411302003")
READS_CELLS = {  # who reads cells as they are: what counts them and what keeps them, and the doors that withhold
    "analytics/queries.py": "withholds",
    "analytics/snapshots.py": "withholds",
    "analytics/withholding.py": "withholds",
    "analytics/subtracting.py": "says of withholding.py what goes with it; only places and names of figures come out",
}


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    Cell.objects.across_all(because="the test has its own").filter(
        indicator__in=protecting.protected()
    ).delete()
    county = world.place["411302"]
    third = Territory(
        code="411302003", name="新华街道", level="township", parent=county, path=f"{county.path}0003",
        valid_from=NOW.date(),
    )  # fmt: skip
    third.save()
    paths = {code: place.path for code, place in world.place.items()} | {"411302003": third.path}
    held = {
        "411302001": SMALL, "411302002": COVER, **SHOWN, "411303": Numbers(63, 64), "411303001": Numbers(63, 64),
        "410000": Numbers(113, 120),
    }  # fmt: skip
    for key in protecting.protected():
        for code, numbers in held.items():
            Cell(
                round=world.round, path=paths[code], indicator=key, computed_at=NOW, **numbers._asdict()
            ).save()
    freezing.freeze(day=world.round.as_of, title="样例", note="", by=Scope.operator(), at=NOW)
    return world


def pages(day: str) -> list[str]:
    """Every address that shows figures, for every place that the figures speak of."""
    protected = sorted(protecting.protected())
    found = ["/overview/", "/snapshots/", "/statistics/", "/"]
    for code in CODES:
        found += [reverse("reports:overview", args=[code]), reverse("reports:overview_export", args=[code])]
        found += [f"{reverse('reports:overview', args=[code])}?indicator={key}" for key in protected]
        for tree in ("then", "today"):
            found += [f"/snapshots/{day}/{code}/?tree={tree}", f"/snapshots/{day}/{code}/export/?tree={tree}"]
            found += [
                f"/snapshots/{day}/{code}/?tree={tree}&indicator={key}&by=size_class" for key in protected
            ]
        for key in protected:
            found.append(reverse("reports:figure", args=[key, code]))
            found.append(reverse("reports:numbers_export", args=[key, code]))
            found.append(reverse("reports:figure_export", args=[key, code]))
    return found


def read(answer: Any) -> str:
    """What an answer says: its text, or the cells of a workbook with a bar between them."""
    if not answer.streaming:
        return str(answer.content.decode())
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return "\n".join(
        "|".join("" if cell is None else str(cell) for cell in row)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    )


def leaks(text: str) -> list[str]:
    """Numbers of the withheld cells, as pages write them or as cells of a workbook stand side by side."""
    written = [one for one in LEAKS if one in text]
    return written + [one for one in ("|25|1|4|", "|91.7|11|12|", "|25.0|1|4|") if one in text]


@pytest.mark.parametrize("person", OFFICES)
def test_no_page_and_no_workbook_shows_what_is_withheld(counted: World, person: str) -> None:
    client = counted.client(person)
    shown = 0
    for address in pages(counted.round.as_of.isoformat()):
        answer = client.get(address)
        assert answer.status_code in {200, 302, 403, 404}, address
        if answer.status_code == 200:
            text = read(answer)
            assert leaks(text) == [], address
            shown += "38 / 40 名" in text or "|95|38|40|" in text
    assert shown or person == "township", "the sweep looks where no such figure is shown"


def test_no_command_prints_what_is_withheld(counted: World) -> None:
    for code in CODES:
        for as_json in (True, False):
            out = StringIO()
            call_command("rollup", "show", territory=code, json=as_json, stdout=out)
            assert leaks(out.getvalue()) == []
            if as_json and code in {"411302001", "411302002"}:
                every = json.loads(out.getvalue())["cells"]
                cells = [one for one in every if one["indicator"] in protecting.protected()]
                assert len(cells) == len(protecting.protected())
                assert all(one["protected"] for one in cells)
                assert {one[name] for one in cells for name in ("numerator", "denominator", "value")} == {
                    None
                }


@pytest.mark.parametrize("code", ["411302001", "411302003"])
def test_a_proof_names_a_protected_cell_that_differs_and_no_number_of_it(counted: World, code: str) -> None:
    """Not of a large one either: it would be told as it stands, and as it should."""
    out = StringIO()
    with pytest.raises(CommandError, match="不一致"):
        call_command("rollup", "verify", territory=code, json=True, stdout=out)
    first = [one for one in json.loads(out.getvalue())["first"] if one["indicator"] in protecting.protected()]
    assert {one["indicator"] for one in first} == protecting.protected()
    assert [(one["protected"], one["held"], one["counted"]) for one in first] == [(True, None, None)] * 2
    out = StringIO()
    with pytest.raises(CommandError, match="不一致"):
        call_command("rollup", "verify", territory=code, stdout=out)
    for key in protecting.protected():
        (line,) = [line for line in out.getvalue().splitlines() if key in line]
        assert line.split() == [code, key, "不一致（关系到个人，不列数字）"]


def test_there_is_no_list_behind_a_protected_figure(counted: World) -> None:
    for key in protecting.protected():
        assert (
            counted.client("county").get(reverse("reports:figure_export", args=[key, "411302"])).status_code
            == 404
        )
        assert (
            counted.client("county").get(reverse("reports:figure", args=[key, "411302"])).context.get("page")
            is None
        )


def test_every_address_of_figures_is_swept(counted: World) -> None:
    """A new page of figures must be named here, or be an official table, which needs exact counts."""
    swept = "\n".join(pages("2026-11-20"))
    for name, _pattern in ADDRESSES:
        package, _colon, page = name.partition(":")
        if package == "reports" and not page.startswith("statistics"):
            assert page in {"own_units", "worklist", "snapshot_add"} or page in NAMED, name
    assert "/overview/411302001/" in swept


NAMED = {
    "overview", "overview_export", "figure", "figure_export", "numbers_export", "snapshots", "snapshot", "snapshot_of",
    "snapshot_export",
}  # fmt: skip


def test_cells_are_read_through_doors_that_withhold() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if "tests" in path.parts or "migrations" in path.parts or name in READS_CELLS:
            continue
        if name.startswith(("analytics/actions/", "workbooks/")) or name in COUNTS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "objects"
                and isinstance(node.value, ast.Name)
            ):
                assert node.value.id not in {"Cell", "FrozenCell", "FrozenFacts"}, name


COUNTS = {
    "analytics/comparing.py": "compares cells with a new count, for proving.py, which tells no number of them",
    "analytics/digesting.py": "makes the digest of a snapshot; only whether it is whole comes out",
    "analytics/restatement.py": "sums for snapshots.py, which withholds",
    "analytics/recounting.py": "counts for restatement.py",
    "analytics/soundness.py": "looks for cells that cannot be; only their places and figures come out",
}
