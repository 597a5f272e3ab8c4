"""What an import of members lets a reader see of numbers and of facts that the role does not see."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tests.world import World
from zhengyou.census import tasks
from zhengyou.census.actions import imports, refused_rows
from zhengyou.census.models import ImportBatch

NUMBER, WRONG, PHONE, NOTED = "41130219800101001X", "411302198001010011", "13812345678", "13912345678"
ROWS = [
    ["姓名", "公民身份号码", "所在党支部", "联系电话", "失联", "杂记"],
    ["李党员", NUMBER, "豫宛精密铸造有限公司党支部", PHONE, "否", NUMBER],
    ["错党员", WRONG, "豫宛精密铸造有限公司党支部", PHONE, "否", NOTED],
]


@pytest.fixture
def batch(world: World) -> ImportBatch:
    """A roll that the county sent in, with a column that nobody knows, checked."""
    held = world.member["li"]
    held.out_of_contact, held.out_of_contact_since = True, "2020-01"
    held.save()
    book, file = Workbook(), BytesIO()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(file)
    answer = world.client("county").post(
        "/imports/upload/",
        {
            "kind": "members",
            "round": world.round.pk,
            "territory": ["411302"],
            "workbook": SimpleUploadedFile("名册.xlsx", file.getvalue()),
        },
    )
    assert answer.status_code == 302
    sent = ImportBatch.objects.across_all(because="the test looks at it").get()
    by, at = world.scope("county"), timezone.now()
    imports.confirm_mapping(batch=sent, chosen={}, by=by, at=at)
    imports.start_check(batch=sent, by=by, at=at)
    imports.check_stored(batch=sent, task=tasks._task(sent, by))
    refused_rows.make(batch=sent)
    return sent


def page(world: World, person: str, url: str) -> str:
    return world.client(person).get(url).content.decode()


@pytest.mark.parametrize("person", ["county", "city", "province", "organisation_dept"])
def test_no_page_of_an_import_shows_a_number_whole(world: World, batch: ImportBatch, person: str) -> None:
    urls = [f"/imports/{batch.pk}/mapping/", *(f"/imports/{batch.pk}/?show={show}" for show in SHOWN)]
    shown = "".join(page(world, person, url) for url in urls)
    assert "杂记" in shown
    for number in (NUMBER, WRONG, PHONE, NOTED):
        assert number not in shown


SHOWN = ("updated", "created", "errors", "warnings")


def test_the_preview_tells_no_fact_that_the_role_does_not_see(world: World, batch: ImportBatch) -> None:
    assert not world.scope("county").sees("member_personal")
    shown = page(world, "county", f"/imports/{batch.pk}/?show=updated")
    assert "失联" in shown
    assert "2020-01" not in shown
    assert "已更新" in shown


def test_refused_rows_of_a_roll_go_to_the_sender_and_to_those_who_may_reveal(
    world: World, batch: ImportBatch
) -> None:
    found = {}
    for person in ("county", "organisation_dept", "city", "province", "neighbour_county", "township"):
        answer = world.client(person).get(f"/imports/{batch.pk}/refused/")
        found[person] = answer.status_code
        if answer.streaming:
            list(answer)
    assert found == {
        "county": 200,
        "organisation_dept": 200,
        "city": 403,
        "province": 403,
        "neighbour_county": 404,
        "township": 404,
    }
