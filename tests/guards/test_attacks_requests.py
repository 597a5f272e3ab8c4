"""Hostile requests: foreign ids, odd bytes, what is left in the log."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.census.models import Member, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Outbox
from zhengyou.organisations.actions import line, people
from zhengyou.organisations.actions.bulk import Book
from zhengyou.organisations.models import Appointment
from zhengyou.web.errors import Conflict

WHY = "the test looks at everything"
ODD = [
    "/worklist/?territory=%00",
    "/units/?q=%00&place=%00",
    "/units/options/?field=unit&unit=a%00b",
    "/organisations/options/?field=o&o=a%00b",
    "/territories/options/?field=t&t=%00",
    "/overview/%00/",
    "/territories/%00/",
]


@pytest.mark.parametrize("url", ODD)
def test_a_nul_in_an_address_is_no_error_of_ours(world: World, url: str) -> None:
    assert world.client("county").get(url).status_code in {200, 404}


LONG = "9" * 5000
NUMBERED = [  # address, what is sent there; None: it is only asked for
    ("/worklist/", {"unit": LONG, "step": "meet_owner", "person": "某", "due_on": "2999-01-01", "note": ""}),
    ("/worklist/", {"unit": "²", "step": "meet_owner", "person": "某", "due_on": "2999-01-01", "note": ""}),
    (f"/tasks/?pick={LONG}", None),
    (f"/requests/new/?subject_kind=unit&subject_id={LONG}", None),
    (f"/organisations/add/?superior={LONG}", None),
]


@pytest.mark.parametrize(("url", "sent"), NUMBERED, ids=lambda one: str(one)[:24])
def test_a_number_too_long_is_no_error_of_ours(world: World, url: str, sent: dict[str, str] | None) -> None:
    client = world.client("county")
    answer = client.get(url) if sent is None else client.post(url, sent)
    assert answer.status_code < 500


def test_a_unit_goes_to_no_place_and_no_instructor_outside(world: World) -> None:
    unit, client = world.unit["foundry"], world.client("county")
    sent = {"territory": ["411303001"], "moved_on": TODAY.isoformat(), "version": unit.version}
    assert client.post(f"/units/{unit.pk}/transfer/", sent).status_code in {200, 422}
    other = {"instructor_account": world.person["neighbour_county"].pk, "version": unit.version}
    assert client.post(f"/units/{unit.pk}/instructor/", other).status_code in {200, 422}
    now = Unit.objects.across_all(because=WHY).get(pk=unit.pk)
    assert (now.territory_id, now.instructor_account_id) == (unit.territory_id, None)


def test_the_log_of_an_export_names_the_filter_but_not_whom_it_sought(world: World) -> None:
    answer = world.client("secretary").get("/members/export/?q=李党员")
    list(answer)
    event = Event.objects.across_all(because=WHY).get(action="export.members")
    assert event.detail == {"filter": ["q"]}
    assert event.path == world.appointment["secretary"].place


def test_an_end_far_off_can_be_brought_forward(world: World) -> None:
    appointment, by = world.appointment["county"], world.scope("city")
    people.end(appointment=appointment, on=TODAY.replace(year=2999), by=by, at=NOW)
    assert people.end(appointment=appointment, on=TODAY, by=by, at=NOW).valid_to == TODAY
    with pytest.raises(Conflict):
        people.end(appointment=appointment, on=TODAY, by=by, at=timezone.now())


def test_members_and_secretary_go_with_their_branch_to_another_county(world: World) -> None:
    branch = world.organisation["branch"]
    line.correct(
        organisation=branch,
        changes={"territory": world.place["411303001"]},
        version=branch.version,
        by=world.scope("city"),
        at=NOW,
    )
    path = world.place["411303001"].path
    members = Member.objects.across_all(because=WHY).filter(branch=branch)
    assert set(members.values_list("place", flat=True)) == {path}
    assert not Member.objects.within(world.scope("county")).exists()
    assert Member.objects.within(world.scope("neighbour_county")).count() == 3
    assert (
        Appointment.objects.across_all(because=WHY).get(role="secretary", organisation=branch).place == path
    )
    followed = Outbox.objects.across_all(because=WHY).filter(subject_kind="member")
    assert set(followed.values_list("subject_id", flat=True)) == {
        world.member["li"].pk,
        world.member["zhang"].pk,
    }


def test_an_import_that_moves_a_branch_takes_its_members_along(world: World) -> None:

    branch, target = world.organisation["branch"], world.place["411303001"]
    county_of = {one.pk: one.path[:12] for one in world.place.values()}
    book = Book(path=world.place["411300"].path, county_of=county_of)
    book.put_at(book.entries[branch.pk], territory_id=target.pk, path=target.path)
    ledger = Ledger(Origin(by=world.scope("city"), at=NOW, source="党组织.xlsx"))
    book.save(ledger=ledger, on=TODAY, batch_id=None)
    ledger.write()
    members = Member.objects.across_all(because=WHY).filter(branch=branch)
    assert set(members.values_list("place", flat=True)) == {target.path}
