"""Units that a round has not seen: the list, the answers, two people at once, what waits for whom."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.census.actions import comparing, missing, units
from zhengyou.census.models import MissingUnit, Sighting, Unit
from zhengyou.census.queries import missing as queries
from zhengyou.census.queries.waiting import waiting
from zhengyou.census.tests.rounds.lab import BECAUSE, Rounds
from zhengyou.web.errors import Conflict, Forbidden, Refused

EVERYONE = ("foundry", "due", "association", "unknown")


@pytest.fixture
def lost(rounds: Rounds) -> Rounds:
    """2026-3 has seen four units of 宛城区 and the neighbour's; 2026-4 only the foundry. 2027-1 is not opened yet."""
    rounds.round["2027-1"].delete()
    rounds.see("2026-3", *EVERYONE, "neighbour")
    rounds.see("2026-4", "foundry")
    return rounds


def listed(rounds: Rounds, person: str = "county", **more: str) -> list[str]:
    rows = queries.listed(
        rounds.world.scope(person), rounds.round["2026-4"], rounds.round["2026-3"], show=more.get("show", "")
    )
    return sorted(row.name for row in rows)


def held(rounds: Rounds, key: str) -> MissingUnit:
    return MissingUnit.objects.across_all(because=BECAUSE).get(unit=rounds.unit(key))


def pks(rounds: Rounds, *keys: str) -> list[int]:
    return [rounds.unit(key).pk for key in keys]


def test_what_the_round_before_saw_and_this_one_did_not_is_listed_inside_the_scope(lost: Rounds) -> None:
    assert listed(lost) == ["宛城区玉雕行业商会", "宛城小吃店", "宛城新材料有限公司"]
    assert listed(lost, "neighbour_county") == ["中原纺织有限公司"]
    assert len(listed(lost, "city")) == 4
    assert listed(lost, "stranger") == []


def test_a_closed_unit_is_not_missing(lost: Rounds) -> None:
    lost.closes("due", "2026-11-01")
    assert "宛城新材料有限公司" not in listed(lost)


def test_a_unit_that_moved_since_is_missing_where_it_stands_now(lost: Rounds) -> None:
    lost.moves(None, "due", "411303001")
    assert "宛城新材料有限公司" not in listed(lost)
    assert "宛城新材料有限公司" in listed(lost, "neighbour_county")


def test_closed_takes_it_out_of_the_census_with_reason_and_date(lost: Rounds) -> None:
    done = missing.closed(
        round=lost.round["2026-4"], units=pks(lost, "due", "unknown"), reason="stopped", on=date(2026, 10, 1),
        by=lost.world.scope("county"), at=NOW,
    )  # fmt: skip
    assert done == 2
    unit = lost.unit("due")
    assert (unit.closed_on, unit.closing_reason) == (date(2026, 10, 1), "stopped")
    assert (held(lost, "due").answer, held(lost, "due").state) == ("closed", "done")
    assert listed(lost) == ["宛城区玉雕行业商会"]
    assert listed(lost, show="done") == ["宛城小吃店", "宛城新材料有限公司"]


def test_operating_is_a_sighting_by_a_persons_word(lost: Rounds) -> None:
    missing.operating(
        round=lost.round["2026-4"],
        units=pks(lost, "due"),
        note="电话核实",
        by=lost.world.scope("county"),
        at=NOW,
    )
    seen = Sighting.objects.across_all(because=BECAUSE).get(round=lost.round["2026-4"], unit=lost.unit("due"))
    assert (seen.source, seen.batch_id, seen.path) == ("confirmed", None, lost.unit("due").path)
    assert held(lost, "due").note == "电话核实"
    assert "宛城新材料有限公司" not in listed(lost)


def test_moved_within_the_scope_transfers_it(lost: Rounds) -> None:
    missing.moved(
        round=lost.round["2026-4"], units=pks(lost, "due"), territory=lost.world.place["411302001"], where="",
        on=date(2026, 10, 1), by=lost.world.scope("county"), at=NOW,
    )  # fmt: skip
    assert lost.unit("due").territory == lost.world.place["411302001"]
    assert "宛城新材料有限公司" not in listed(lost)


def test_moved_out_of_the_scope_goes_onto_the_list_of_the_office_above(lost: Rounds) -> None:
    county, city = lost.world.scope("county"), lost.world.scope("city")
    missing.moved(
        round=lost.round["2026-4"], units=pks(lost, "due"), territory=None, where="卧龙区七一街道", on=None,
        by=county, at=NOW,
    )  # fmt: skip
    assert (held(lost, "due").state, held(lost, "due").owed_by) == ("handed", city.path)
    assert listed(lost, "city", show="handed") == ["宛城新材料有限公司"]
    told = [item for item in waiting(city, today=TODAY) if "移交给您转移" in item.text]
    assert [item.url for item in told] == [f"/rounds/{lost.round['2026-4'].pk}/missing/?show=handed"]
    with pytest.raises(Conflict, match="迁往别处"):
        missing.operating(round=lost.round["2026-4"], units=pks(lost, "due"), note="", by=county, at=NOW)
    missing.moved(
        round=lost.round["2026-4"], units=pks(lost, "due"), territory=lost.world.place["411303001"], where="",
        on=date(2026, 10, 1), by=city, at=NOW + timedelta(hours=1),
    )  # fmt: skip
    assert lost.unit("due").path == lost.world.place["411303001"].path
    assert not any("移交给您转移" in item.text for item in waiting(city, today=TODAY))


def test_out_of_the_province_is_closing(lost: Rounds) -> None:
    with pytest.raises(Refused, match="省外"):
        missing.moved(
            round=lost.round["2026-4"], units=pks(lost, "due"), territory=None, where="湖北", on=None,
            by=lost.world.scope("province"), at=NOW,
        )  # fmt: skip


def test_to_be_looked_into_needs_a_person_and_a_date(lost: Rounds) -> None:
    county = lost.world.scope("county")

    def ask(person: str, due: date) -> int:
        return missing.ask(
            round=lost.round["2026-4"],
            units=pks(lost, "due"),
            assigned_to=person,
            due=due,
            note="",
            by=county,
            at=NOW,
        )

    with pytest.raises(Refused, match="谁去核实"):
        ask(" ", TODAY)
    with pytest.raises(Refused, match="不能早于今天"):
        ask("李网格", TODAY - timedelta(days=1))
    assert ask("李网格", TODAY + timedelta(days=7)) == 1
    assert "宛城新材料有限公司" in listed(lost)
    assert listed(lost, show="waiting") == ["宛城新材料有限公司"]
    assert len(listed(lost, show="open")) == 2


def test_all_or_none(lost: Rounds) -> None:
    """One of the ticked units is closed by another meanwhile: nothing is written for the others."""
    lost.closes("unknown", "2026-11-01")
    with pytest.raises(Conflict, match="什么都没有写"):
        missing.operating(
            round=lost.round["2026-4"],
            units=pks(lost, "due", "unknown"),
            note="",
            by=lost.world.scope("county"),
            at=NOW,
        )
    assert not MissingUnit.objects.across_all(because=BECAUSE).exists()
    assert "宛城新材料有限公司" in listed(lost)


def test_a_second_click_says_who_answered(lost: Rounds) -> None:
    facts: dict[str, Any] = {
        "round": lost.round["2026-4"], "units": pks(lost, "due"), "reason": "stopped", "on": date(2026, 10, 1),
        "by": lost.world.scope("county"), "at": NOW,
    }  # fmt: skip
    missing.closed(**facts)
    with pytest.raises(Conflict, match=r"孙县办.*答复“已终止”"):
        missing.closed(**facts)
    assert Event.objects.across_all(because=BECAUSE).filter(action="missing.answered").count() == 1
    assert lost.unit("due").version == 2


def test_what_was_answered_since_the_list_was_shown_is_not_written_over(lost: Rounds) -> None:
    facts: dict[str, Any] = {
        "round": lost.round["2026-4"], "units": pks(lost, "due"), "due": TODAY, "note": "", "shown_at": NOW,
        "by": lost.world.scope("county"),
    }  # fmt: skip
    missing.ask(**facts, assigned_to="李网格", at=NOW + timedelta(minutes=1))
    with pytest.raises(Conflict, match="待核实"):
        missing.ask(**facts, assigned_to="王网格", at=NOW + timedelta(minutes=2))
    assert held(lost, "due").assigned_to == "李网格"
    facts["shown_at"] = NOW + timedelta(minutes=3)
    missing.ask(**facts, assigned_to="王网格", at=NOW + timedelta(minutes=4))
    assert held(lost, "due").assigned_to == "王网格"


def test_units_outside_the_scope_are_refused_whole(lost: Rounds) -> None:
    with pytest.raises(Refused, match="您负责的范围内"):
        missing.operating(
            round=lost.round["2026-4"],
            units=pks(lost, "due", "neighbour"),
            note="",
            by=lost.world.scope("county"),
            at=NOW,
        )
    assert len(listed(lost)) == 3


@pytest.mark.parametrize("person", ["secretary", "instructor", "department", "stranger"])
def test_offices_alone_answer(lost: Rounds, person: str) -> None:
    with pytest.raises(Forbidden):
        missing.operating(
            round=lost.round["2026-4"], units=pks(lost, "due"), note="", by=lost.world.scope(person), at=NOW
        )


def test_a_round_that_is_over_takes_no_answer(lost: Rounds) -> None:
    round = lost.round["2026-4"]
    round.closed_at = NOW
    round.save()
    with pytest.raises(Conflict, match="已经结束"):
        missing.operating(round=round, units=pks(lost, "due"), note="", by=lost.world.scope("county"), at=NOW)


def test_writing_to_a_record_while_a_round_is_open_is_seeing_it(lost: Rounds) -> None:
    county = lost.world.scope("county")
    due = lost.unit("due")
    units.correct(unit=due, changes={"employees": 40}, version=due.version, by=county, at=NOW)
    assert "宛城新材料有限公司" not in listed(lost)


def test_it_waits_for_the_office_once_for_the_round(lost: Rounds) -> None:
    county = lost.world.scope("county")

    def told() -> list[str]:
        return [item.text for item in waiting(county, today=TODAY) if "本轮未见" in item.text]

    assert told() == ["第 2026-4 轮有 3 家单位上轮见到、本轮未见"]  # its date is past
    missing.ask(
        round=lost.round["2026-4"],
        units=pks(lost, "due"),
        assigned_to="李网格",
        due=TODAY,
        note="",
        by=county,
        at=NOW,
    )
    assert told() == ["第 2026-4 轮有 3 家单位上轮见到、本轮未见，其中 1 家待核实"]


def test_before_its_date_it_waits_only_when_its_units_were_imported_by_whatever_office(lost: Rounds) -> None:
    county = lost.world.scope("county")
    early = date(2026, 11, 18)
    assert not any("本轮未见" in item.text for item in waiting(county, today=early))
    batch = lost.batch("2026-4", place="411300")  # the city's, for all its counties
    lost.see("2026-4", lost.born(batch, "新开的店"), batch=batch)
    assert any("本轮未见" in item.text for item in waiting(county, today=early))


def test_above_the_county_the_number_comes_from_the_comparison(lost: Rounds) -> None:
    city = lost.world.scope("city")
    assert not any("本轮未见" in item.text for item in waiting(city, today=TODAY))
    lost.compare(place="411300")
    assert any("有 4 家单位" in item.text for item in waiting(city, today=TODAY))


@pytest.mark.parametrize("written", [True, False])
def test_whom_a_ledger_calls_deregistered_no_level_counts_as_missing(lost: Rounds, *, written: bool) -> None:
    """Whether the word is an import's of this round, or has stood there since before the earlier one."""
    if written:
        lost.says(lost.batch("2026-4"), "due", reg_status=queries.GONE)
    else:
        rows = Unit.objects.across_all(because=BECAUSE)
        rows.filter(pk=lost.unit("due").pk).update(reg_status=queries.GONE)
    compared = lost.compare(place="411300")
    rounds = (lost.round["2026-4"], lost.round["2026-3"])
    assert queries.count(lost.world.scope("city"), *rounds) == 3
    assert queries.count(lost.world.scope("county"), *rounds) == 2  # the third is the neighbour's
    gone = [name for name, field, kind, _old, _new in lost.rows(compared) if (field, kind) == ("", "gone")]
    assert gone == [lost.unit("due").name]
    client = lost.world.client("city")
    asked = {"earlier": "2026-3", "later": "2026-4", "kind": "gone"}
    assert lost.unit("due").name in client.get("/rounds/compare/units/", asked).content.decode()
    assert "已称注销" in client.get("/rounds/compare/", asked).content.decode()


def test_a_word_later_than_the_round_does_not_change_whom_it_missed(lost: Rounds) -> None:
    lost.says(None, "due", on="2027-01-05", reg_status=queries.GONE)
    kinds = {kind for _name, field, kind, _old, _new in lost.rows(lost.compare()) if not field}
    assert "gone" not in kinds
    assert lost.counted()["", "missing"] == 3


def test_a_longer_list_takes_no_more_queries(lost: Rounds) -> None:
    client = lost.world.client("county")
    url = f"/rounds/{lost.round['2026-4'].pk}/missing/"

    def queries_for() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    queries_for()
    few = queries_for()
    for number in range(20):
        lost.see("2026-3", lost.born(lost.batch("2026-3"), f"小店{number}"))
    assert queries_for() == few


def test_the_page_answers_for_ticked_units_and_shows_what_was_wrong(lost: Rounds) -> None:
    client = lost.world.client("county")
    url = f"/rounds/{lost.round['2026-4'].pk}/missing/"
    page = client.get(url).content.decode()
    assert "宛城新材料有限公司" in page
    assert "中原纺织" not in page
    wrong = client.post(url, {"answer": "closed", "unit": pks(lost, "due"), "closed_on": "2026-10-01"})
    assert wrong.status_code == 422
    assert "终止原因" in wrong.content.decode()
    future = {
        "answer": "closed",
        "unit": pks(lost, "due"),
        "closed_on": "2999-10-01",
        "closing_reason": "stopped",
    }
    assert "还没有到" in client.post(url, future).content.decode()
    good = {**future, "closed_on": "2026-10-01"}
    assert client.post(url, good).status_code == 302
    assert client.post(url, good, follow=True).content.decode().count("已由孙县办") == 1
    assert lost.unit("due").closed_on == date(2026, 10, 1)
    assert client.post(url, {"answer": "nonsense"}).status_code == 404
    assert lost.world.client("department").post(url, good).status_code == 403
    assert lost.world.client("secretary").get(url).status_code == 403


def test_the_first_round_has_nothing_to_hold_against(lost: Rounds) -> None:
    url = f"/rounds/{lost.round['2026-3'].pk}/missing/"
    assert "没有更早的一轮" in lost.world.client("county").get(url).content.decode()


def test_the_list_goes_out_whole(lost: Rounds) -> None:
    answer = lost.world.client("county").get(f"/rounds/{lost.round['2026-4'].pk}/missing/export/")
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 1000  # type: ignore[attr-defined]
    assert Event.objects.across_all(because=BECAUSE).filter(action="export.missing").exists()


def test_nobody_misses_one_that_was_called_deregistered(lost: Rounds) -> None:
    due = lost.unit("due")
    Unit.objects.across_all(because=BECAUSE).filter(pk=due.pk).update(reg_status="deregistered")
    assert listed(lost) == ["宛城区玉雕行业商会", "宛城小吃店"]
    assert due.name not in listed(lost, show="open")
    assert listed(lost, show=queries.GONE) == [due.name]
    url = f"/rounds/{lost.round['2026-4'].pk}/missing/"
    client = lost.world.client("county")
    assert due.name not in client.get(url).content.decode()
    page = client.get(url, {"show": queries.GONE}).content.decode()
    assert page.count('<span class="zy-tag bad">注销</span>') == 1
    out = StringIO()
    call_command("census", "missing", "2026-4", "--territory", "411302", "--json", stdout=out)
    assert due.name not in [one["name"] for one in json.loads(out.getvalue())["units"]]


def test_the_document_of_the_command_line(lost: Rounds) -> None:
    out = StringIO()
    call_command("census", "missing", "2026-4", "--territory", "411302", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["round"], told["earlier"], told["territory"], told["missing"]) == (
        "2026-4",
        "2026-3",
        "411302",
        3,
    )
    assert {one["state"] for one in told["units"]} == {"open"}
    out = StringIO()
    call_command("census", "missing", "2026-4", "--territory", "411302", stdout=out)
    assert "未见 3 家" in out.getvalue()
    with pytest.raises(CommandError, match="没有可以对照的轮次"):
        call_command("census", "missing", "2026-3", "--territory", "411302", stdout=StringIO())
    out = StringIO()
    call_command("census", "compare", "2026-3", "2026-4", "--territory", "411302", "--json", stdout=out)
    assert json.loads(out.getvalue())["units"]["missing"] == 3
    with pytest.raises(CommandError, match="权限"):
        call_command(
            "census",
            "compare",
            "2026-3",
            "2026-4",
            "--territory",
            "411303",
            "--as",
            "county",
            stdout=StringIO(),
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_answer_the_same_unit_at_once(transactional_db: None) -> None:
    from tests.world import make_world  # noqa: PLC0415 - built inside the transactional database

    rounds = Rounds(make_world())
    rounds.see("2026-3", "due")
    at_once = threading.Barrier(2 if connection.vendor == "postgresql" else 1)
    ended: list[str] = []

    def answer() -> None:
        at_once.wait()
        try:
            missing.closed(
                round=rounds.round["2026-4"], units=[rounds.world.unit["due"].pk], reason="stopped",
                on=date(2026, 10, 1), by=rounds.world.scope("county"), at=NOW,
            )  # fmt: skip
            ended.append("done")
        except Conflict as conflict:
            ended.append(conflict.sentence)
        finally:
            if connection.vendor == "postgresql":
                connections.close_all()

    if connection.vendor == "postgresql":
        both = [threading.Thread(target=answer) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
    else:  # SQLite has one writer: whoever comes second finds what the first one wrote
        answer()
        answer()
    assert sorted(text[:4] for text in ended)[0] == "done"
    assert sum(text == "done" for text in ended) == 1
    assert any("答复“已终止”" in text for text in ended)
    assert MissingUnit.objects.across_all(because=BECAUSE).count() == 1


def test_world_is_whole(world: World) -> None:
    """The cast's units are seen in the world's round."""
    seen = Sighting.objects.across_all(because=BECAUSE).filter(round=world.round).count()
    assert seen == Unit.objects.across_all(because=BECAUSE).count()


def test_a_comparison_is_begun_on_the_page_and_its_numbers_open(lost: Rounds) -> None:
    client = lost.world.client("county")
    address = "/rounds/compare/?earlier=2026-3&later=2026-4&place=411302"
    assert "开始比对" in client.get(address).content.decode()
    sent = {"earlier": "2026-3", "later": "2026-4", "place": "411302"}
    assert client.post("/rounds/compare/start/", sent).status_code == 302
    assert "正在比对" in client.get(address).content.decode()
    lost.says(lost.batch("2026-4"), "foundry", employees=150, owner_name="新业主")
    held = comparing.of(
        earlier=lost.round["2026-3"], later=lost.round["2026-4"], territory=lost.world.place["411302"],
        by=lost.world.scope("county"),
    )  # fmt: skip
    comparing.count(comparison=held, at=NOW)
    page = client.get(address).content.decode()
    assert "算完以后点“查看结果”" in page  # the job that was begun still waits for a worker
    assert "field=employees" in page
    units_page = client.get(address.replace("compare/", "compare/units/") + "&at=411302001&field=employees")
    text = units_page.content.decode()
    assert "豫宛精密铸造有限公司" in text
    assert ">150<" in text
    masked = client.get(address.replace("compare/", "compare/units/") + "&field=owner_name").content.decode()
    assert "新业主" not in masked
    department = lost.world.client("department")
    assert (
        department.get(address.replace("compare/", "compare/units/") + "&field=owner_name").status_code == 404
    )
    export = client.get(address.replace("compare/", "compare/units/export/") + "&field=employees")
    assert len(b"".join(export.streaming_content)) > 1000  # type: ignore[attr-defined]
    for kind in ("changed", "unchanged", "new", "closed", "moved_in"):
        assert client.get(address.replace("compare/", "compare/units/") + f"&kind={kind}").status_code == 200
    assert client.get(address.replace("compare/", "compare/units/") + "&kind=missing").status_code == 404
    assert client.get("/rounds/compare/?place=411303").status_code == 404
    assert lost.world.client("secretary").get(address).status_code == 403
    assert "请选两个不同的轮次" in client.get("/rounds/compare/?earlier=2026-4&later=2026-3").content.decode()
