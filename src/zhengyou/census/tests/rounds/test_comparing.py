"""Two rounds compared: what counts, for which territory, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW
from zhengyou import jobs
from zhengyou.census.actions import comparing, missing, units
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import Comparison, ComparisonCell, ComparisonRow, ImportBatch, Unit
from zhengyou.census.queries import comparison as queries
from zhengyou.census.queries.between import Between
from zhengyou.census.tests.rounds.lab import BECAUSE, OPERATOR, Rounds, moment
from zhengyou.changes.models import Change
from zhengyou.encryption import encrypt
from zhengyou.scoping import Scope
from zhengyou.web.errors import Forbidden, Refused


def test_what_an_import_changed_counts_in_its_round(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry", "due")
    rounds.see("2026-4", "foundry", "due")
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    assert rounds.counted() == {
        ("", "changed"): 1,
        ("", "unchanged"): 1,
        ("employees", "altered"): 1,
    }
    assert rounds.counted("2026-4", "2027-1") == {("", "missing"): 2}


def test_filled_altered_and_erased_are_told_apart(rounds: Rounds) -> None:
    batch = rounds.batch("2026-4")
    rounds.says(batch, "foundry", employees=150)
    rounds.says(batch, "due", employees=30)
    rounds.says(batch, "due", no_org_reason="")
    assert rounds.rows(rounds.compare()) == [
        ("宛城新材料有限公司", "employees", "filled", "", "30"),
        ("宛城新材料有限公司", "no_org_reason", "erased", "no_guidance", ""),
        ("豫宛精密铸造有限公司", "employees", "altered", "120", "150"),
    ]


def test_changed_and_changed_back_by_two_hands_is_no_change(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry")
    rounds.see("2026-4", "foundry")
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    rounds.says(None, "foundry", on="2026-11-01", employees=120)
    assert rounds.counted() == {("", "unchanged"): 1}


def test_a_word_on_a_screen_counts_by_its_day(rounds: Rounds) -> None:
    """The last moment of the as-of date belongs to the round, the first of the next day to the one after."""
    rounds.says(None, "foundry", on="2026-08-20", employees=1)  # still the earlier round's
    rounds.says(None, "due", on="2026-08-21", employees=2)
    rounds.says(None, "association", on="2026-11-20", employees=3)
    rounds.says(None, "unknown", on="2026-11-21", employees=4)
    assert rounds.counted() == {("employees", "filled"): 2}
    assert rounds.counted("2026-4", "2027-1") == {("employees", "filled"): 1}


def test_a_late_import_into_the_older_round_is_the_older_rounds(rounds: Rounds) -> None:
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    rounds.says(rounds.batch("2026-3"), "foundry", employees=110)
    rounds.says(rounds.batch("2026-3"), "due", employees=30)
    assert rounds.counted() == {}
    assert rounds.unit("foundry").employees == 110


def test_an_import_that_was_undone_cancels_out(rounds: Rounds) -> None:
    """Also when it was a late one into the older round: its undo writes back what the later round knew."""
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    for code, day in (("2026-3", "2026-08-15"), ("2026-4", "2026-11-15")):
        batch = rounds.batch(code)
        rounds.says(batch, "foundry", on=day, employees=1)
        rounds.says(batch, "foundry", on=day, employees=150)
        ImportBatch.objects.across_all(because=BECAUSE).filter(pk=batch.pk).update(state=ImportState.UNDONE)
    assert rounds.rows(rounds.compare()) == [("豫宛精密铸造有限公司", "employees", "altered", "120", "150")]


def test_an_encrypted_number_written_again_is_no_change(rounds: Rounds) -> None:
    batch = rounds.batch("2026-4")
    rounds.says(batch, "foundry", employees=150)
    Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk).update(
        field="contact_phone", old=encrypt("韩业主 13700000002"), new=encrypt("韩业主 13700000002")
    )
    assert rounds.counted() == {}


def test_new_returned_closed_merged_reopened_and_missing_units(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry", "due", "association")
    rounds.see("2026-4", "unknown")
    batch = rounds.batch("2026-4")
    rounds.see("2026-4", rounds.born(batch, "新来公司"))
    rounds.closes("due", "2026-11-01")
    rounds.closes("association", "2026-11-01", reason="duplicate")
    assert rounds.counted() == {
        ("", "new"): 1,
        ("", "returned"): 1,
        ("", "closed"): 1,
        ("", "merged"): 1,
        ("", "missing"): 1,
    }
    due = rounds.unit("due")
    units.reopen(unit=due, version=due.version, by=OPERATOR, at=moment("2027-01-05"))
    assert rounds.counted("2026-4", "2027-1")["", "reopened"] == 1


def test_two_records_made_one_are_merged_and_a_merger_of_firms_closes_one(rounds: Rounds) -> None:
    rounds.see("2026-3", "association", "due")
    rounds.closes("association", "2026-11-01", reason="duplicate")
    rounds.closes("due", "2026-11-01", reason="merged")
    assert rounds.counted() == {("", "merged"): 1, ("", "closed"): 1}


def test_closed_and_opened_again_between_the_rounds_is_no_news(rounds: Rounds) -> None:
    rounds.see("2026-3", "due")
    rounds.see("2026-4", "due")
    rounds.closes("due", "2026-10-01")
    due = rounds.unit("due")
    units.reopen(unit=due, version=due.version, by=OPERATOR, at=moment("2026-10-05"))
    assert rounds.counted() == {("", "unchanged"): 1}


def test_a_unit_that_a_late_import_into_the_older_round_saw_is_not_new(rounds: Rounds) -> None:
    name = rounds.born(rounds.batch("2026-4"), "早就有的公司")
    rounds.see("2026-4", name)
    assert rounds.counted()["", "new"] == 1
    rounds.see("2026-3", name)
    assert rounds.counted() == {("", "unchanged"): 1}


def test_what_the_answer_to_a_missing_unit_writes_belongs_to_that_round(rounds: Rounds) -> None:
    rounds.see("2026-3", "due")
    missing.closed(
        round=rounds.round["2026-4"], units=[rounds.unit("due").pk], reason="stopped", on=NOW.date(),
        by=rounds.world.scope("county"), at=moment("2026-12-10"),
    )  # fmt: skip
    assert rounds.counted() == {("", "closed"): 1}
    assert rounds.counted("2026-4", "2027-1") == {}


def test_a_move_counts_on_both_sides_within_the_city_and_once_for_a_county(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry")
    rounds.see("2026-4", "foundry")
    rounds.moves(rounds.batch("2026-4"), "foundry", "411303001")
    assert rounds.counted() == {("", "moved_out"): 1}
    assert rounds.counted(place="411303") == {("", "moved_in"): 1, ("territory", "altered"): 1}
    city = rounds.compare(place="411300")
    cells = ComparisonCell.objects.across_all(because=BECAUSE).filter(comparison=city)
    assert set(cells.values_list("path", "field", "kind", "count")) == {
        (rounds.world.place["411302"].path, "", "moved_out", 1),
        (rounds.world.place["411303"].path, "", "moved_in", 1),
        (rounds.world.place["411303"].path, "territory", "altered", 1),
    }
    assert rounds.counted(place="410000") == {("", "changed"): 1, ("territory", "altered"): 1}


def test_a_move_after_the_later_round_does_not_shift_its_numbers(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry")
    rounds.see("2026-4", "foundry")
    rounds.moves(rounds.batch("2027-1"), "foundry", "411303001")
    assert rounds.counted() == {("", "unchanged"): 1}
    assert rounds.counted(place="411303") == {}


def test_counted_again_it_comes_to_the_same_and_leaves_nothing_behind(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry", "due")
    rounds.see("2026-4", "foundry", "due")
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    first = rounds.compare()
    before = rounds.rows(first)
    second = rounds.compare()
    assert (second.pk, rounds.rows(second)) == (first.pk, before)
    rows = ComparisonRow.objects.across_all(because=BECAUSE)
    assert set(rows.values_list("run", flat=True)) == {second.run}


def test_a_counting_that_is_killed_leaves_what_was_shown(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    held = rounds.compare()
    shown = rounds.rows(held)

    def dies(_done: int, _total: int) -> None:
        raise jobs.Interrupted

    with pytest.raises(jobs.Interrupted):
        comparing.count(comparison=held, at=NOW, told=dies)
    again = Comparison.objects.across_all(because=BECAUSE).get(pk=held.pk)
    assert rounds.rows(again) == shown
    done = comparing.count(comparison=again, at=NOW + timedelta(hours=1))
    assert rounds.rows(done) == shown
    assert ComparisonRow.objects.across_all(because=BECAUSE).count() == len(shown)


def test_a_counting_that_was_overtaken_shows_nothing(rounds: Rounds) -> None:
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    held = rounds.compare()
    overtaken: list[Comparison] = []

    def slower(_done: int, _total: int) -> None:
        if not overtaken:
            overtaken.append(rounds.compare())

    comparing.count(comparison=held, at=NOW, told=slower)
    now = Comparison.objects.across_all(because=BECAUSE).get(pk=held.pk)
    assert now.run == overtaken[0].run
    assert len(rounds.rows(now)) == 1


def test_the_job_counts_and_leads_to_the_page(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry")
    held = comparing.of(
        earlier=rounds.round["2026-3"], later=rounds.round["2026-4"],
        territory=rounds.world.place["411302"], by=rounds.world.scope("county"),
    )  # fmt: skip
    first = comparing.start(comparison=held, by=rounds.world.scope("county"))
    assert comparing.start(comparison=held, by=rounds.world.scope("county")).pk == first.pk
    jobs.work(limit=5)
    done = jobs.Job.objects.across_all(because=BECAUSE).get(pk=first.pk)
    assert (done.state, done.result["result_url"]) == (
        "done",
        "/rounds/compare/?earlier=2026-3&later=2026-4&place=411302",
    )


@pytest.mark.parametrize("person", ["secretary", "instructor", "neighbour_county", "stranger"])
def test_nobody_compares_what_lies_outside_the_scope(rounds: Rounds, person: str) -> None:
    with pytest.raises(Forbidden):
        comparing.of(
            earlier=rounds.round["2026-3"], later=rounds.round["2026-4"],
            territory=rounds.world.place["411302"], by=rounds.world.scope(person),
        )  # fmt: skip


def test_rounds_in_the_wrong_order_are_refused(rounds: Rounds) -> None:
    for earlier, later in (("2026-4", "2026-3"), ("2026-4", "2026-4")):
        with pytest.raises(Refused, match="两个不同的轮次"):
            rounds.compare(earlier, later)


def test_fields_that_the_role_does_not_see_are_not_in_the_table(rounds: Rounds) -> None:
    rounds.says(rounds.batch("2026-4"), "foundry", owner_name="新业主", employees=150)
    held = rounds.compare()
    assert [line.key for line in queries.table(OPERATOR, held).lines] == ["employees", "owner_name"]
    department = rounds.world.scope("department")
    assert [line.key for line in queries.table(department, held).lines] == ["employees"]


def test_places_stand_in_code_order_and_numbers_add_up(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry", "due", "association")
    rounds.see("2026-4", "foundry", "due", "association")
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    table = queries.table(OPERATOR, rounds.compare())
    assert [column.code for column in table.columns] == ["411302001", "411302002"]
    for total, counts in table.fates.values():
        assert total == sum(counts)
    assert table.lines[0].counts == [1, 0]


def test_judging_more_units_takes_no_more_queries(rounds: Rounds) -> None:
    batch = rounds.batch("2026-4")
    rounds.says(batch, "foundry", employees=150)
    between = Between(rounds.round["2026-3"], rounds.round["2026-4"], rounds.world.place["411302"])

    def queries_for(number: int) -> int:
        ids = list(between.units())[:number]
        with CaptureQueriesContext(connection) as few:
            list(between.judge(ids))
        return len(few)

    assert queries_for(1) == queries_for(4) <= 5


def test_the_document_of_the_command_line(rounds: Rounds) -> None:
    rounds.see("2026-3", "foundry", "due")
    rounds.see("2026-4", "foundry")
    rounds.says(rounds.batch("2026-4"), "foundry", employees=150)
    told = queries.as_json(Scope.operator(), rounds.compare())
    assert (told["earlier"], told["later"], told["territory"]) == ("2026-3", "2026-4", "411302")
    assert {kind: count for kind, count in told["units"].items() if count} == {"changed": 1, "missing": 1}
    assert told["fields"] == {"employees": {"filled": 0, "altered": 1, "erased": 0}}
    assert [one["code"] for one in told["territories"]] == ["411302001", "411302002"]
    assert told["territories"][0]["fields"] == {"employees": 1}


def test_every_unit_of_the_earlier_round_is_accounted_for(rounds: Rounds) -> None:
    everyone = ("foundry", "due", "association", "unknown")
    rounds.see("2026-3", *everyone)
    rounds.see("2026-4", "foundry")
    rounds.closes("association", "2026-11-01")
    rounds.moves(None, "unknown", "411303001", on="2026-11-02")
    found = rounds.counted()
    fates = sum(count for (name, _kind), count in found.items() if not name)
    assert fates == len(everyone)
    assert Unit.objects.across_all(because=BECAUSE).count() == len(everyone) + 1
