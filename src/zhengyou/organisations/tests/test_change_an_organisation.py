"""Founding, correcting, moving, dissolving: what is written, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.changes.models import Change, Outbox
from zhengyou.organisations.actions import line
from zhengyou.organisations.models import Appointment, PartyOrganisation
from zhengyou.scoping import OutsideScope
from zhengyou.web.errors import Conflict, Refused

WHY = "the test looks at everything"


def correct(
    world: World, by: str = "county", key: str = "branch", version: int = 1, **changes: Any
) -> PartyOrganisation:
    return line.correct(
        organisation=world.organisation[key], changes=changes, version=version, by=world.scope(by), at=NOW
    )


def changes_of(organisation: PartyOrganisation) -> dict[str, tuple[str, str]]:
    rows = Change.objects.across_all(because=WHY).filter(
        subject_kind="organisation", subject_id=organisation.pk
    )
    return {row.field: (row.old, row.new) for row in rows}


def test_a_correction_writes_change_audit_and_outbox_together(world: World) -> None:
    row = correct(world, secretary="魏书记", secretary_phone="13600000006", workers_full=2)
    written = changes_of(row)
    assert set(written) == {"secretary", "secretary_phone", "workers_full"}
    assert written["workers_full"] == ("", "2")
    assert "13600000006" not in "".join(written["secretary_phone"])
    event = Event.objects.across_all(because=WHY).get(action="organisation.corrected")
    assert event.detail == {"fields": ["secretary", "secretary_phone", "workers_full"]}
    assert (
        Outbox.objects.across_all(because=WHY).filter(subject_kind="organisation", subject_id=row.pk).count()
        == 1
    )


def test_what_does_not_differ_is_not_written(world: World) -> None:
    row = correct(world, secretary="郑书记", secretary_phone="13800000001")
    assert row.version == 1
    assert not changes_of(row)


def test_a_stale_version_is_a_conflict(world: World) -> None:
    correct(world, secretary="先来")
    with pytest.raises(Conflict):
        correct(world, secretary="后到")


def test_a_move_out_of_the_own_place_is_rolled_back(world: World) -> None:
    with pytest.raises(OutsideScope):
        correct(world, territory=world.place["411303001"])
    world.organisation["branch"].refresh_from_db()
    assert world.organisation["branch"].place == world.place["411302001"].path
    assert not changes_of(world.organisation["branch"])


def test_the_neighbours_is_out_of_reach(world: World) -> None:
    with pytest.raises(OutsideScope):
        correct(world, key="neighbour_branch", secretary="谁")
    with pytest.raises(OutsideScope):
        correct(world, by="neighbour_secretary", secretary="谁")


def test_another_place_moves_its_place_and_tells_both(world: World) -> None:
    row = correct(world, by="city", territory=world.place["411303001"])
    assert row.place == world.place["411303001"].path
    box = Outbox.objects.across_all(because=WHY).get(subject_kind="organisation", subject_id=row.pk)
    assert (box.place, box.previous_place) == (row.place, world.place["411302001"].path)
    assert changes_of(row)["territory"] == (
        str(world.place["411302001"].pk),
        str(world.place["411303001"].pk),
    )


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({"last_election": "2025-03-04"}, date(2028, 3, 4)),
        ({"last_election": "2025-03-04", "term_years": 5}, date(2030, 3, 4)),
        ({"last_election": "2025-03-04", "term_ends": "2026-12"}, date(2026, 12, 1)),
        ({"last_election": ""}, None),
        ({"level": "committee", "last_election": "2025"}, date(2030, 1, 1)),
        ({"level": "group", "last_election": "2025"}, None),
    ],
)
def test_the_next_election_follows_from_level_election_and_term(
    world: World, facts: dict[str, Any], due: date | None
) -> None:
    assert correct(world, **facts).election_due == due


def test_a_superior_beyond_the_scope_is_refused(world: World) -> None:
    with pytest.raises(OutsideScope):
        line.move_superior(
            organisation=world.organisation["branch"],
            superior=world.organisation["city_committee"],
            on=TODAY,
            version=1,
            by=world.scope("county"),
            at=NOW,
        )


@pytest.mark.parametrize(("day", "words"), [(date(2026, 11, 24), "还没有到"), (date(2001, 1, 1), "不能早于")])
def test_a_move_keeps_to_possible_dates(world: World, day: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        line.move_superior(
            organisation=world.organisation["branch"],
            superior=world.organisation["city_committee"],
            on=day,
            version=1,
            by=world.scope("city"),
            at=NOW,
        )


def close(world: World, key: str = "branch") -> PartyOrganisation:
    return line.close(
        organisation=world.organisation[key], on=TODAY, version=1, by=world.scope("county"), at=NOW
    )


def test_closing_ends_the_secretarys_appointment(world: World, settings: Any) -> None:
    settings.ORGANISATION_DEPENDANTS = []
    assert close(world).valid_to == TODAY
    assert Appointment.objects.across_all(because=WHY).get(user=world.person["secretary"]).valid_to == TODAY


def test_a_branch_with_units_and_members_stays(world: World) -> None:
    with pytest.raises(Refused, match=r"家单位由它覆盖.*名党员"):
        close(world)


def still_used(organisation: PartyOrganisation, *, on: date) -> list[str]:
    return [f"{organisation.name} 还有 3 名党员。"]


def test_closing_asks_whoever_depends_on_it(world: World, settings: Any) -> None:
    settings.ORGANISATION_DEPENDANTS = [f"{__name__}.still_used"]
    with pytest.raises(Refused, match="还有 3 名党员"):
        close(world)


def test_a_dissolved_organisation_is_left_alone(world: World, settings: Any) -> None:
    settings.ORGANISATION_DEPENDANTS = []
    close(world)
    with pytest.raises(Refused, match="已经撤销"):
        correct(world, version=2, secretary="谁")


def test_a_secretary_neither_dissolves_nor_moves_the_own_branch(world: World, settings: Any) -> None:
    settings.ORGANISATION_DEPENDANTS = []
    branch, by = world.organisation["branch"], world.scope("secretary")
    with pytest.raises(Refused, match="由上级"):
        line.close(organisation=branch, on=TODAY, version=1, by=by, at=NOW)
    with pytest.raises(Refused, match="由上级"):
        line.move_superior(organisation=branch, superior=None, on=TODAY, version=1, by=by, at=NOW)
    page = world.client("secretary").get(f"/organisations/{branch.pk}/").content.decode()
    assert "变更上级" not in page
