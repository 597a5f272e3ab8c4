"""Facts of Party organisations between two rounds: counted by field and place, listed with who said so."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import comparing_organisations
from zhengyou.census.queries import comparison as queries
from zhengyou.census.queries.between import Between
from zhengyou.census.queries.between_organisations import OrganisationsBetween
from zhengyou.census.tests.rounds.lab import BECAUSE, OPERATOR, Rounds, moment
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption import encrypt
from zhengyou.organisations.models import PartyOrganisation

NAME = "organisation.secretary"


def says(
    rounds: Rounds, batch: ImportBatch | None, key: str = "branch", on: str = "2026-11-23", **facts: Any
) -> None:
    """An import, or a person on a day, writes facts of an organisation."""
    row = PartyOrganisation.objects.across_all(because=BECAUSE).get(pk=rounds.world.organisation[key].pk)
    ledger = Ledger(
        Origin(by=OPERATOR, at=moment(on), source="花名册.xlsx", batch_id=batch.pk if batch else None)
    )
    values = {name: (getattr(row, name), new) for name, new in facts.items()}
    for name, new in facts.items():
        setattr(row, name, new)
    row.save()
    ledger.changed("organisation", row.pk, values=values, path=row.place)
    ledger.write()


def behind(rounds: Rounds, key: str = NAME, **asked: Any) -> list[Any]:
    held = rounds.compare()
    at = rounds.world.place["411302"]
    kinds = [kind.value for kind in queries.CHANGES]
    found = comparing_organisations.rows_behind(held, at=at, alone=False, key=key, kinds=kinds)
    return queries.behind(found)


def test_a_changed_fact_is_counted_and_listed(rounds: Rounds) -> None:
    says(rounds, rounds.batch("2026-4"), secretary="新书记")
    assert rounds.counted() == {(NAME, "altered"): 1}
    assert rounds.counted("2026-4", "2027-1") == {}
    [one] = behind(rounds)
    assert (one.subject.name, one.label, one.kind) == ("豫宛精密铸造有限公司党支部", "书记姓名", "变更")
    assert (one.new, one.source) == ("新**", "花名册.xlsx")


def test_changed_and_changed_back_is_no_change(rounds: Rounds) -> None:
    before = rounds.world.organisation["branch"].secretary
    says(rounds, rounds.batch("2026-4"), secretary="新书记")
    says(rounds, None, on="2026-11-20", secretary=before)
    assert rounds.counted() == {}


def test_a_word_of_the_earlier_round_is_no_news(rounds: Rounds) -> None:
    says(rounds, rounds.batch("2026-3"), secretary="新书记")
    assert rounds.counted() == {}


def test_a_telephone_that_was_sealed_anew_is_the_same(rounds: Rounds) -> None:
    row = rounds.world.organisation["branch"]
    ledger = Ledger(
        Origin(by=OPERATOR, at=moment("2026-11-23"), source="x", batch_id=rounds.batch("2026-4").pk)
    )
    values = {"secretary_phone": (encrypt("13700000002"), encrypt("13700000002"))}
    ledger.changed("organisation", row.pk, values=values, path=row.place)
    ledger.write()
    assert rounds.counted() == {}


def test_an_organisation_founded_since_has_no_changed_facts(rounds: Rounds) -> None:
    row = rounds.world.organisation["branch"]
    batch = rounds.batch("2026-4")
    ledger = Ledger(Origin(by=OPERATOR, at=moment("2026-11-22"), source="x", batch_id=batch.pk))
    ledger.created("organisation", row.pk, values={"name": row.name}, path=row.place)
    ledger.write()
    says(rounds, batch, secretary="新书记")
    assert rounds.counted() == {}


def test_units_and_organisations_stand_apart(rounds: Rounds) -> None:
    batch = rounds.batch("2026-4")
    rounds.says(batch, "foundry", employees=150)
    says(rounds, batch, secretary="新书记", level="branch_general")
    table = queries.table(OPERATOR, rounds.compare())
    assert [line.key for line in table.lines] == ["employees"]
    keys = comparing_organisations.keys()
    assert [line.key for line in table.organisations] == sorted(("organisation.level", NAME), key=keys.index)
    for line in table.organisations:
        assert line.total == sum(line.counts) == 1


def test_who_may_not_see_a_fact_does_not_see_that_it_changed(rounds: Rounds) -> None:
    says(rounds, rounds.batch("2026-4"), secretary="新书记")
    held = rounds.compare()
    for person in ("county", "department"):
        scope = rounds.world.scope(person)
        shown = [line.key for line in queries.table(scope, held).organisations]
        assert (NAME in shown) is bool(queries.seen_as(scope, NAME))


def test_the_pages_show_number_list_and_workbook(rounds: Rounds) -> None:
    says(rounds, rounds.batch("2026-4"), secretary="新书记")
    rounds.compare()
    client = rounds.world.client("county")
    asked = {"earlier": "2026-3", "later": "2026-4", "place": "411302"}
    page = client.get(reverse("census:round_compare"), asked).content.decode()
    assert "党组织情况的变化" in page
    assert f"field={NAME}" in page
    more = {**asked, "at": "411302", "field": NAME}
    listed = client.get(reverse("census:round_compare_units"), more).content.decode()
    branch = rounds.world.organisation["branch"]
    assert reverse("organisations:organisation", args=[branch.pk]) in listed
    assert "新书记" not in listed
    answer = client.get(reverse("census:round_compare_export"), more)
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    nothing = client.get(reverse("census:round_compare_units"), {**more, "field": "organisation.none"})
    assert nothing.status_code == 404


def test_the_command_line_tells_them(rounds: Rounds) -> None:
    says(rounds, rounds.batch("2026-4"), secretary="新书记")
    out = io.StringIO()
    call_command("census", "compare", "2026-3", "2026-4", "--territory", "411302", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["organisations"] == {"secretary": {"filled": 0, "altered": 1, "erased": 0}}
    assert sum(one["organisations"].get("secretary", 0) for one in told["territories"]) == 1


def test_judging_more_organisations_takes_no_more_queries(rounds: Rounds) -> None:
    batch = rounds.batch("2026-4")
    for key in ("branch", "county_committee"):
        says(rounds, batch, key, secretary="新书记")
    between = Between(rounds.round["2026-3"], rounds.round["2026-4"], rounds.world.place["411302"])
    organisations = OrganisationsBetween(between)

    def queries_for(number: int) -> int:
        some = organisations.numbers()[:number]
        with CaptureQueriesContext(connection) as few:
            assert len(list(organisations.judge(some))) == number
        return len(few)

    assert queries_for(1) == queries_for(2) <= 4


@pytest.mark.parametrize("key", ["organisation.", "organisation.union", "organisation.secretary'"])
def test_a_field_that_is_none_is_not_found(rounds: Rounds, key: str) -> None:
    assert queries.seen_as(OPERATOR, key) == ""
