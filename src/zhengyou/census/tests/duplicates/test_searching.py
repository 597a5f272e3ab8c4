"""A search over a territory: what is new, what a person said already, what is gone; by command and as a job."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.census import batch
from zhengyou.census.actions import duplicates, units
from zhengyou.census.models import Likeness, Unit
from zhengyou.census.queries import duplicates as queries
from zhengyou.census.tests.duplicates.cases import code, unit
from zhengyou.census.tests.duplicates.pairs import WHY, unit_now
from zhengyou.engines import linkage
from zhengyou.scoping import OutsideScope
from zhengyou.web.errors import Conflict, Forbidden, Refused

EAST, WEST, NEXT = "411302001", "411302002", "411303001"


def held() -> list[Likeness]:
    return list(Likeness.objects.across_all(because=WHY).order_by("pk"))


def twins(world: World, second: str = WEST, **facts: str) -> tuple[Unit, Unit]:
    first = unit(world, {"name": "宛城区福旺粮油有限公司", "place": EAST, "org_kind": "enterprise", **facts})
    return first, unit(
        world, {"name": "宛城区福旺粮油有限公司", "place": second, "org_kind": "enterprise", **facts}
    )


def search(world: World, person: str = "county", place: str = "411302") -> duplicates.Found:
    return duplicates.search(territory=world.place[place], by=world.scope(person), at=NOW)


def test_it_keeps_what_it_finds(world: World) -> None:
    first, second = twins(world)
    found = search(world)
    assert (found.compared, found.new, found.again, found.gone) == (6, 1, 0, 0)
    [pair] = held()
    assert (pair.first_id, pair.second_id) == (first.pk, second.pk)
    assert pair.path == world.place["411302"].path
    assert pair.evidence["name"] == "same"
    assert "福旺" not in json.dumps(pair.evidence, ensure_ascii=False)


def test_the_same_search_again_changes_nothing(world: World) -> None:
    twins(world)
    search(world)
    before = [vars(pair).copy() for pair in held()]
    found = search(world)
    assert (found.new, found.again, found.gone) == (0, 0, 0)
    for one, other in zip(before, (vars(pair) for pair in held()), strict=True):
        assert {k: v for k, v in one.items() if k != "_state"} == {
            k: v for k, v in other.items() if k != "_state"
        }


def test_what_was_corrected_is_gone(world: World) -> None:
    _first, second = twins(world)
    search(world)
    units.correct(
        unit=second, changes={"name": "白河渔具店"}, version=second.version, by=world.scope("county"), at=NOW
    )
    assert search(world).gone == 1
    assert held() == []


def test_a_county_finds_no_pair_across_its_border(world: World) -> None:
    twins(world, second=NEXT, owner_name="冯甲")
    assert search(world).new == 0
    assert search(world, "city", "411300").new == 1
    [pair] = held()
    assert pair.path == world.place["411300"].path
    assert list(queries.pairs(world.scope("city"))) == [pair]
    assert list(queries.pairs(world.scope("county"))) == []


def test_a_pair_whose_unit_moved_away_is_out_of_sight(world: World) -> None:
    """The place kept with the pair is of the day it was found; who may see it is asked of the units themselves."""
    _first, second = twins(world)
    search(world)
    Unit.objects.across_all(because=WHY).filter(pk=second.pk).update(
        territory=world.place[NEXT], path=world.place[NEXT].path
    )
    [pair] = held()
    assert list(queries.pairs(world.scope("county"))) == []
    with pytest.raises(OutsideScope):
        duplicates.set_apart(likeness=pair, note="", by=world.scope("county"), at=NOW)
    assert list(queries.pairs(world.scope("city"))) == [pair]


def test_set_apart_is_remembered(world: World) -> None:
    twins(world)
    search(world)
    duplicates.set_apart(likeness=held()[0], note="父子两家", by=world.scope("county"), at=NOW)
    found = search(world)
    assert (found.new, found.again) == (0, 0)
    [pair] = held()
    assert (pair.state, pair.note, pair.decided_by) == ("apart", "父子两家", world.scope("county").label)
    assert not queries.listed(world.scope("county")).exists()


def test_it_comes_back_when_the_evidence_grows_and_says_why(world: World) -> None:
    first, second = twins(world)
    search(world)
    duplicates.set_apart(likeness=held()[0], note="父子两家", by=world.scope("county"), at=NOW)
    for one in (first, second):
        row = unit_now(one.pk)
        row.contact_phone = "13800020001"
        row.save()
    assert search(world).again == 1
    [pair] = held()
    assert (pair.state, pair.again, pair.note) == ("open", ["people"], "父子两家")
    assert queries.grown(pair) == ["电话相同"]


def test_a_weaker_change_does_not_bring_it_back(world: World) -> None:
    first, _second = twins(world)
    search(world)
    duplicates.set_apart(likeness=held()[0], note="", by=world.scope("county"), at=NOW)
    row = unit_now(first.pk)
    row.op_address = "建设路"
    row.save()
    assert search(world).again == 0


def test_it_can_be_judged_once_more(world: World) -> None:
    twins(world)
    search(world)
    duplicates.set_apart(likeness=held()[0], note="", by=world.scope("county"), at=NOW)
    duplicates.take_up_again(likeness=held()[0], by=world.scope("city"), at=NOW)
    assert held()[0].state == "open"
    with pytest.raises(Conflict):
        duplicates.take_up_again(likeness=held()[0], by=world.scope("city"), at=NOW)


def test_two_people_set_it_apart_at_once(world: World) -> None:
    twins(world)
    search(world)
    duplicates.set_apart(likeness=held()[0], note="一", by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        duplicates.set_apart(likeness=held()[0], note="二", by=world.scope("city"), at=NOW)
    assert held()[0].note == "一"


def test_it_waits_for_the_lowest_office_that_sees_both(world: World) -> None:
    twins(world)
    search(world)
    told = {
        person: [item.text for item in queries.waiting(world.scope(person), today=NOW.date())]
        for person in (
            "county",
            "city",
            "province",
            "township",
            "secretary",
            "department",
            "neighbour_county",
        )
    }
    assert told.pop("county") == ["1 对单位可能登记了两次，等您判断"]
    assert set(map(tuple, told.values())) == {()}


@pytest.mark.parametrize("person", ["secretary", "instructor", "department", "neighbour_county", "township"])
def test_nobody_searches_what_is_not_theirs(world: World, person: str) -> None:
    with pytest.raises(Forbidden):
        search(world, person)


def test_two_valid_codes_speak_against_it(world: World) -> None:
    first, second = twins(world)
    Unit.objects.across_all(because=WHY).filter(pk=first.pk).update(uscc=code(501))
    Unit.objects.across_all(because=WHY).filter(pk=second.pk).update(uscc=code(502))
    assert search(world).pairs == []


def test_by_command(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = twins(world)
    out = StringIO()
    call_command("census", "duplicates", "--territory", "411302", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["territory"], told["units"], told["new"]) == ("411302", 6, 1)
    assert [one["id"] for one in told["pairs"][0]["units"]] == [first.pk, second.pk]
    assert "名称相同" in _said("411302")
    with pytest.raises(CommandError, match="没有代码"):
        _said("999999")


def _said(place: str) -> str:
    out = StringIO()
    call_command("census", "duplicates", "--territory", place, stdout=out)
    return out.getvalue()


def job_of(world: World, person: str = "county") -> Any:
    scope = world.scope(person)
    payload = {
        "territory": world.place["411302"].pk,
        "user": scope.user_id,
        "role": scope.role,
        "path": scope.path,
    }
    return jobs.prepare(kind=duplicates.SEARCH, title="查找", payload=payload, by=scope, path=scope.path)


def test_as_a_job(world: World) -> None:
    twins(world)
    done = jobs.run_now(job_of(world))
    assert (done.state, done.result["message"]) == ("done", "比对了 6 家单位，新找到 1 对，等您判断。")


def test_stopped_while_it_compares_it_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    twins(world)

    def stopped(*_: Any, **__: Any) -> Any:
        raise jobs.Cancelled("stop")

    monkeypatch.setattr(linkage, "pairs", stopped)
    assert jobs.run_now(job_of(world)).state == "cancelled"
    assert held() == []


def test_cut_off_while_it_writes_it_leaves_nothing_and_goes_through_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins(world)
    with monkeypatch.context() as cut:
        cut.setattr(duplicates, "_drop_strangers", lambda *_: 1 / 0)
        assert jobs.run_now(job_of(world)).state == "failed"
    assert held() == []
    assert jobs.run_now(job_of(world)).state == "done"
    assert len(held()) == 1


@override_settings(ENGINE="spark")
def test_an_engine_that_is_not_there_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    twins(world)
    with pytest.raises(Refused, match="没有安装 pyspark"):
        search(world)


def test_nothing_to_compare(world: World) -> None:
    assert batch.alike(Unit.objects.across_all(because=WHY).none()) == []


def test_a_person_puts_a_pair_forward_and_no_search_takes_it_away(world: World) -> None:
    by = world.scope("county")
    pair = duplicates.put_forward(first=world.unit["due"], second=world.unit["foundry"], by=by, at=NOW)
    assert (pair.first_id, pair.evidence) == (world.unit["foundry"].pk, {})
    again = duplicates.put_forward(first=world.unit["foundry"], second=world.unit["due"], by=by, at=NOW)
    assert again == pair
    search(world)
    assert held() == [pair]
    duplicates.set_apart(likeness=pair, note="", by=by, at=NOW)
    assert (
        duplicates.put_forward(first=world.unit["due"], second=world.unit["foundry"], by=by, at=NOW).state
        == "open"
    )
    with pytest.raises(Refused, match="它自己"):
        duplicates.put_forward(first=world.unit["due"], second=world.unit["due"], by=by, at=NOW)
    with pytest.raises(OutsideScope):
        duplicates.put_forward(first=world.unit["due"], second=world.unit["neighbour"], by=by, at=NOW)
