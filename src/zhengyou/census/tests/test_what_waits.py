"""What the start page says about the census, and what the census holds about a person with an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.world import NOW, TODAY, World
from zhengyou.census import my_data, subjects
from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.queries import dependants, units
from zhengyou.census.queries.waiting import waiting


def batch(world: World, person: str = "county", **facts: Any) -> ImportBatch:
    made = ImportBatch(
        **{
            "kind": "units",
            "territory": world.place["411302"],
            "path": world.place["411302"].path,
            "round": world.round,
            "file_name": "台账.xlsx",
            "stored_as": "x",
            "sha256": "0" * 64,
            "user_id": world.person[person].pk,
            "actor": person,
            "uploaded_at": NOW,
            "state": "uploaded",
        }
        | facts
    )
    made.save()
    return made


def texts(world: World, person: str) -> list[str]:
    return [item.text for item in waiting(world.scope(person), today=TODAY)]


def test_an_import_that_stands_still_waits_for_whoever_began_it(world: World) -> None:
    batch(world)
    assert any("还没有导入完" in text for text in texts(world, "county"))
    assert not any("还没有导入完" in text for text in texts(world, "city"))


def test_refused_rows_wait_until_a_later_import_mends_them(world: World) -> None:
    done: dict[str, Any] = {"state": "committed", "committed_at": NOW, "rows_read": 3, "refused": 2}
    batch(world, **done)
    assert "“台账.xlsx”有 2 行退回，等您改好再上传" in texts(world, "county")
    batch(world, **done | {"refused": 0})
    assert not any("退回" in text for text in texts(world, "county"))


def test_a_round_whose_date_is_near_waits_until_something_is_imported(world: World) -> None:
    assert any("第 2026-4 轮" in text for text in texts(world, "county"))
    assert not any("第 2026-4 轮" in text for text in texts(world, "secretary"))
    batch(world, state="committed", committed_at=NOW, rows_read=3, refused=0)
    assert not any("第 2026-4 轮" in text for text in texts(world, "county"))


def test_a_round_far_off_does_not_wait(world: World) -> None:
    assert waiting(world.scope("county"), today=TODAY - timedelta(days=90)) == []


def test_a_secretary_is_led_to_the_missing_facts_alone(world: World) -> None:
    (item,) = waiting(world.scope("secretary"), today=TODAY)
    assert "豫宛精密铸造有限公司还有" in item.text
    page = world.client("secretary").get(item.url)
    assert page.status_code == 200
    assert "form" in page.context


def test_many_units_are_one_line(world: World) -> None:
    place, branch = world.place["411302001"], world.organisation["branch"]
    for number in range(4):
        Unit(territory=place, path=place.path, name=f"{number}", organisation=branch, has_org=True).save()
    (item,) = waiting(world.scope("secretary"), today=TODAY)
    assert item.text == "5 家单位还有必要情况未知"
    assert item.url == reverse("census:units") + "?missing=any"


@pytest.mark.parametrize("person", ["county", "department", "instructor", "secretary"])
def test_the_list_of_the_missing_and_the_record_agree(world: World, person: str) -> None:
    scope = world.scope(person)
    for key, unit in world.unit.items():
        rows = Unit.objects.within(scope).filter(pk=unit.pk)
        if rows.exists():
            listed = rows.filter(units.lacking(scope)).exists()
            assert listed == bool(units.missing(scope, rows.get())), key
            for field in units.missing(scope, rows.get()):
                assert rows.filter(units.lacking(scope, field.key)).exists(), field.key


def test_an_instructor_sees_which_units_the_account_holds(world: World) -> None:
    (held,) = my_data.held(world.person["instructor"])
    assert held.facts == [("联系的单位", "宛城新材料有限公司")]
    assert my_data.held(world.person["county"]) == []
    page = world.client("instructor").get(reverse("my_data")).content.decode()
    assert "宛城新材料有限公司" in page


def test_units_and_members_keep_an_organisation_open(world: World) -> None:
    sentences = dependants.of_organisation(world.organisation["branch"], on=TODAY)
    assert len(sentences) == 2
    assert dependants.of_organisation(world.organisation["county_committee"], on=TODAY) == []
    assert dependants.of_territory(world.place["411302"], on=TODAY) == [
        "这里还有 4 家单位，请先变更它们的所在地。"
    ]


def test_a_request_finds_its_subject_inside_the_scope_only(world: World) -> None:
    unit, member = world.unit["foundry"], world.member["li"]
    found = subjects.unit(world.scope("county"), str(unit.pk))
    assert found is not None
    assert found.url == reverse("census:unit", args=[unit.pk])
    assert subjects.unit(world.scope("neighbour_county"), str(unit.pk)) is None
    assert subjects.member(world.scope("department"), str(member.pk)) is None
