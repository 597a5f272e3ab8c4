"""Who imports reaches the own place only; what lies outside stays as it is and stays untold."""

from __future__ import annotations

import pytest

from zhengyou.census.actions import imports
from zhengyou.census.importing.kinds.members import _Homes
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session
from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import imports as queries
from zhengyou.census.rules.places import Resolution, Where
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, codes, figures
from zhengyou.organisations.actions.bulk import Entry
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import OutsideScope
from zhengyou.web.errors import Forbidden, Refused


def test_a_county_office_imports_its_county(lab: Lab) -> None:
    batch, outcome = lab.run([{"name": "甲公司"}], by=lab.world.scope("county"))
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert (batch.user_id, "孙县办" in batch.actor) == (lab.world.person["county"].pk, True)


@pytest.mark.parametrize("place", ["411303", "411300", "410000"])
def test_another_place_or_one_above_is_refused(lab: Lab, place: str) -> None:
    with pytest.raises(Refused, match="不在您负责的范围内"):
        lab.run([{"name": "甲公司"}], place=place, by=lab.world.scope("county"))


@pytest.mark.parametrize(
    "who", ["department", "secretary", "instructor", "system_admin", "audit_admin", "stranger"]
)
@pytest.mark.parametrize("kind", ["units", "members", "organisations"])
def test_roles_without_the_right_import_nothing(lab: Lab, who: str, kind: str) -> None:
    file = lab.file([{"name": "甲公司"}])
    with pytest.raises(Forbidden):
        imports.rehearse(task=lab.task(file, kind=kind, by=lab.world.scope(who)))


def test_rows_of_another_township_are_refused_for_a_township_office(lab: Lab) -> None:
    scope = lab.world.scope("township")
    rows = [{"name": "甲公司"}, {"name": "乙公司", "township": "汉冶街道"}]
    _, outcome = lab.run(rows, place="411302001", by=scope)
    assert codes(outcome) == ["other_place"]
    assert lab.unit("甲公司").territory.name == "东关街道"


def test_a_unit_held_by_another_township_is_refused(lab: Lab) -> None:
    due = lab.world.unit["due"]
    _, outcome = lab.run(
        [{"name": "冒领", "uscc": due.uscc}], place="411302001", by=lab.world.scope("township")
    )
    assert codes(outcome) == ["held_elsewhere"]
    due.refresh_from_db()
    assert due.name == "宛城新材料有限公司"


def test_the_organisation_above_is_linked_but_not_changed(lab: Lab) -> None:
    city = lab.world.organisation["city_committee"]
    rows = [{"name": "甲公司", "has_org": "是", "form": "挂靠", "org_name": city.name, "secretary": "僭越"}]
    _, outcome = lab.run(rows, by=lab.world.scope("county"))
    assert [issue.finding.code for issue in outcome.warnings] == ["organisation_above"]
    assert lab.unit("甲公司").organisation == city
    assert lab.organisation(city.name).secretary == "王邻支"


def test_a_new_superior_stays_inside_the_importers_place(lab: Lab) -> None:
    rows = [
        {"name": "甲公司", "has_org": "是", "org_name": "甲支部", "form": "单独", "parent_org": "某某新党委"}
    ]
    lab.run(rows, place="411302001", by=lab.world.scope("township"))
    assert lab.organisation("某某新党委").territory.name == "东关街道"


def test_a_roll_updates_only_inside_the_scope(lab: Lab) -> None:
    neighbour = lab.world.member["neighbour"]
    rows = [
        {"name": "何邻党", "id_number": "411303197907070037", "branch": "豫宛精密铸造有限公司党支部"},
        {"name": "何邻党", "branch": "中原纺织有限公司党支部"},
        {"name": "新党员", "unit": "中原纺织有限公司"},
    ]
    _, outcome = lab.run(rows, kind="members", by=lab.world.scope("county"))
    assert codes(outcome) in (
        ["id_check_digit", "branch_unknown", "unit_unknown"],
        ["held_elsewhere", "branch_unknown", "unit_unknown"],
    )
    neighbour.refresh_from_db()
    assert neighbour.branch == lab.world.organisation["neighbour_branch"]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("units", {"name": "甲公司"}),
        ("organisations", {"name": "甲支部"}),
        ("members", {"name": "甲", "branch": "豫宛精密铸造有限公司党支部"}),
    ],
)
def test_whatever_a_rule_overlooked_is_not_written_outside(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, kind: str, row: dict[str, str]
) -> None:
    def careless(session: Session, where: Where) -> Resolution:
        return Resolution(session.places.by_code["411303001"])

    def careless_home(homes: _Homes, row: Row) -> None:
        row.links["branch"] = Entry(lab.world.organisation["neighbour_branch"], "")

    monkeypatch.setattr(Session, "_resolve", careless)
    monkeypatch.setattr(_Homes, "settle", careless_home)
    with pytest.raises(OutsideScope):
        lab.run([row], kind=kind, by=lab.world.scope("county"))
    assert not queries.batches(lab.world.scope("city")).exists()
    for model in (Unit, PartyOrganisation, Member):
        assert not model.objects.across_all(because=BECAUSE).filter(name=row["name"]).exists()


def test_batches_are_seen_inside_the_scope_only(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "甲公司"}])
    assert batch in queries.batches(lab.world.scope("county"))
    assert batch in queries.batches(lab.world.scope("city"))
    assert batch not in queries.batches(lab.world.scope("neighbour_county"))
    assert batch not in queries.batches(lab.world.scope("township"))
    with pytest.raises(Refused):
        queries.batch_numbered(lab.world.scope("neighbour_county"), batch.pk)


def test_nothing_outside_the_scope_is_touched_by_a_whole_city_of_rows(lab: Lab) -> None:
    before = list(
        Unit.objects.across_all(because=BECAUSE)
        .filter(path__startswith=lab.world.place["411303"].path)
        .values()
    )
    rows = [
        {"name": f"公司{n}", "uscc": code(n), "county": "宛城区" if n % 2 else "卧龙区"} for n in range(20)
    ]
    _, outcome = lab.run(rows, by=lab.world.scope("county"))
    assert (outcome.created, outcome.refused) == (10, 10)
    after = list(
        Unit.objects.across_all(because=BECAUSE)
        .filter(path__startswith=lab.world.place["411303"].path)
        .values()
    )
    assert after == before
