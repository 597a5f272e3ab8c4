"""Random reorganisations of random small trees: everybody sees what the rules say, and all of it can be taken back."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from tests.world import LONG_AGO, NOW
from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.campaigns.models import ContactPoint
from zhengyou.census.models import Likeness, Member, Round, Sighting, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.jobs.models import Job
from zhengyou.organisations.actions import previewing
from zhengyou.organisations.actions.journal import following, rows
from zhengyou.organisations.actions.reversing import reverse
from zhengyou.organisations.models import (
    Appointment,
    OrganisationLink,
    PartyOrganisation,
    Reminder,
    Reorganisation,
    Territory,
    TerritoryLink,
)
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.scopes import scope_for
from zhengyou.organisations.tests.whole import ON, WHY, astray, do, everything, miscounted
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import label
from zhengyou.web.errors import Refused

pytestmark = pytest.mark.django_db
ROLES = {
    "province": "province_office",
    "city": "city_office",
    "county": "county_office",
    "township": "township_office",
}


class Small:
    """A province with two cities, some counties and streets, organisations, units, members and people of every level."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.round = Round(code="2026-4", as_of=ON, opened_at=NOW)
        self.round.save()
        Round(code="2026-3", as_of=LONG_AGO, opened_at=NOW).save()
        self.people: list[Appointment] = []
        self.ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
        province = self.place(None, 0, "410000", "province")
        for c in (1, 2):
            city = self.place(province, c, f"410{c}00", "city")
            for k in range(chance.randint(1, 3)):
                county = self.place(city, k, f"410{c}0{k + 1}", "county")
                for s in range(chance.randint(0, 3)):
                    self.place(county, s, f"{county.code}00{s + 1}", "township")
        self.line()
        self.stock()
        self.ledger.write()

    def place(self, above: Territory | None, n: int, code: str, level: str) -> Territory:
        path = (above.path if above else "") + label(n)
        row = Territory(
            code=code, name=f"地{code}", level=level, parent=above, path=path, valid_from=LONG_AGO
        )
        row.save()
        if above:
            TerritoryLink(territory=row, parent=above, valid_from=LONG_AGO).save()
        self.person(ROLES[level], territory=row, place=path)
        return row

    def person(self, role: str, **over: Any) -> None:
        user = User(username=f"u{User.objects.count()}", name=f"人{User.objects.count()}", created_at=NOW)
        user.save()
        row = Appointment(user=user, role=role, valid_from=LONG_AGO, **over)
        row.save()
        self.people.append(row)

    def line(self) -> None:
        places = list(rows(Territory).order_by("code"))
        made: list[PartyOrganisation] = []
        for n in range(self.chance.randint(3, 9)):
            above = self.chance.choice([None, *made])
            place = self.chance.choice(places)
            row = PartyOrganisation(
                name=f"组织{n}",
                level="branch",
                territory=place,
                place=place.path,
                superior=above,
                path=(above.path if above else "") + label(n),
                valid_from=LONG_AGO,
            )
            row.save()
            OrganisationLink(organisation=row, superior=above, valid_from=LONG_AGO).save()
            self.person("secretary", organisation=row, place=row.place)
            Reminder(kind="election", organisation=row, place=row.place, due_on=ON, text="换届").save()
            made.append(row)

    def stock(self) -> None:
        places = list(rows(Territory).exclude(level="province").order_by("code"))
        line = list(rows(PartyOrganisation).order_by("pk"))
        units = []
        for n in range(self.chance.randint(4, 14)):
            place, branch = self.chance.choice(places), self.chance.choice([None, *line])
            unit = Unit(
                name=f"单位{n}", territory=place, path=place.path, organisation=branch, org_kind="enterprise"
            )
            unit.has_org, unit.members_formal = branch is not None, self.chance.randint(0, 5)
            unit.save()
            units.append(unit)
            Sighting(round=self.round, unit=unit, path=unit.path).save()
            self.ledger.created("unit", unit.pk, values={"name": unit.name}, path=unit.path)
        for n in range(self.chance.randint(2, 12)):
            branch, unit = self.chance.choice([None, *line]), self.chance.choice(units)
            place = branch.place if branch else unit.path
            member = Member(
                name=f"党员{n}", branch=branch, unit=None if branch else unit, place=place, category="full"
            )
            member.save()
            self.ledger.created("member", member.pk, values={"name": member.name}, path=place)
        for one, two in pairwise(units):
            pair = Likeness(first=one, second=two, path=_common(one.path, two.path), weight=1, found_at=NOW)
            pair.save()
        for n, place in enumerate(self.chance.sample(places, min(4, len(places)))):
            Job(kind="x", title="t", path=place.path, created_at=NOW, queued_at=NOW, key=str(n)).save()
            asked = {
                "asked_by": self.people[0].user,
                "asked_at": NOW,
                "due_on": ON,
                "text": "t",
                "subject": "s",
            }
            Request(
                kind="correction", subject_kind="unit", place=place.path, owed_by=place.path[:8], **asked
            ).save()
            contact = {"leader": "张", "post": "书记", "subject_kind": "unit", "valid_from": ON}
            unit = self.chance.choice(units)
            ContactPoint(
                territory=place,
                place=place.path,
                subject_id=str(unit.pk),
                subject=unit.name,
                subject_place=unit.path,
                **contact,
            ).save()

    def wish(self) -> Plan:
        """Something to do, possible or not."""
        chance = self.chance
        kind = chance.choice(["move", "merge", "split"])
        tree: type[Any] = chance.choice([Territory, PartyOrganisation])
        nodes = list(rows(tree).filter(valid_to__isnull=True).order_by("pk"))
        subject, target = chance.choice(nodes), chance.choice(nodes)
        chosen: dict[str, tuple[int, ...]] = {}
        if kind == "split":
            name = {Territory: "territory", PartyOrganisation: "organisation"}[tree]
            some = {name: rows(tree).filter(**{"parent" if tree is Territory else "superior": subject})}
            if tree is Territory:
                some["organisation"] = rows(PartyOrganisation).filter(territory=subject)
                some["unit"] = rows(Unit).filter(territory=subject)
            else:
                some["unit"], some["member"] = (
                    rows(Unit).filter(organisation=subject),
                    rows(Member).filter(branch=subject),
                )
            chosen = {
                one: tuple(
                    pk for pk in held.order_by("pk").values_list("pk", flat=True) if chance.random() < 0.6
                )
                for one, held in some.items()
            }
        over = {"territory": subject} if tree is Territory else {"organisation": subject}
        asked = rows(Appointment).filter(valid_to__isnull=True, **over).order_by("pk")
        return Plan(
            "territory" if tree is Territory else "organisation",
            kind,
            subject.pk,
            ON,
            target=None if kind == "split" else target.pk,
            code=(subject.code if tree is Territory else "")[:-1] + "9",
            name=f"新设{chance.random()}",
            chosen=chosen,
            appointments={one.pk: chance.choice(["over", "ends"]) for one in asked}
            if kind == "merge"
            else {},
        )


def _common(one: str, two: str) -> str:
    end = 0
    while one[: end + 4] == two[: end + 4] and end < min(len(one), len(two)):
        end += 4
    return one[:end]


def lies_in(place: Territory, top: int | None) -> bool:
    """By the places' own superiors, not by paths."""
    at: Territory | None = place
    while at is not None:
        if at.pk == top:
            return True
        at = at.parent
    return False


def under(row: PartyOrganisation | None, top: int | None) -> bool:
    while row is not None:
        if row.pk == top:
            return True
        row = row.superior
    return False


def seen(one: Appointment) -> dict[str, set[int]]:
    """What a person sees now; nothing when the appointment is over."""
    now = Appointment.objects.across_all(because=WHY).get(pk=one.pk)
    scope = scope_for(now.user, now if now.valid_to is None else None)
    return {
        model.__name__.lower(): set(
            model.objects.within(scope).filter(closed_on=None).values_list("pk", flat=True)
        )
        for model in (Unit, Member)
    }


def by_the_rules(one: Appointment) -> dict[str, set[int]]:
    """What a person sees by where everything says that it stands."""
    now = Appointment.objects.across_all(because=WHY).get(pk=one.pk)
    units = rows(Unit).select_related("territory")
    members = rows(Member).select_related("branch__territory", "unit__territory")
    if now.valid_to is not None:
        return {"unit": set(), "member": set()}
    if now.organisation_id:
        return {
            "unit": {unit.pk for unit in units if under(unit.organisation, now.organisation_id)},
            "member": {member.pk for member in members if under(member.branch, now.organisation_id)},
        }
    place_of = {member.pk: (member.branch or member.unit).territory for member in members}
    return {
        "unit": {unit.pk for unit in units if lies_in(unit.territory, now.territory_id)},
        "member": {pk for pk, place in place_of.items() if lies_in(place, now.territory_id)},
    }


def every_path_is_somewhere() -> bool:
    for tree, model in (("territory", Territory), ("organisation", PartyOrganisation)):
        known = {*rows(model).values_list("path", flat=True), ""}
        for holder, name in following(tree):
            if set(rows(holder).values_list(name, flat=True)) - known:
                return False
    return True


@pytest.mark.parametrize("seed", range(24))
def test_everybody_sees_what_the_rules_say_and_all_comes_back(seed: int) -> None:
    small = Small(random.Random(seed))
    jobs.follow_up(wait=True)
    assert astray() == []
    states: list[tuple[Reorganisation, dict[str, Any]]] = []
    tries = 0
    while len(states) < 3 and tries < 200:
        tries += 1
        wanted = small.wish()
        try:
            foreseen = previewing.preview(plan=wanted, by=Scope.operator(), at=NOW)
        except Refused:
            continue
        held, before = {one.pk: seen(one) for one in small.people}, everything()
        done = do(wanted, by=Scope.operator(), at=NOW)
        jobs.follow_up(wait=True)
        states.append((done, before))
        assert astray() == [], wanted
        assert every_path_is_somewhere(), wanted
        assert miscounted(small.round) == [], wanted
        for one in small.people:
            assert seen(one) == by_the_rules(one), (wanted, one)
        assert _foreseen(foreseen, wanted) == _happened(small, held), wanted
    assert states
    for done, before in reversed(states):
        reverse(reorganisation=done, by=Scope.operator(), at=NOW)
        jobs.follow_up(wait=True)
        assert miscounted(small.round) == []
        now = everything()
        assert {name for name in now if now[name] != before[name]} == set(), done.kind
    kinds = Counter((done.tree, done.kind) for done, _before in states)
    assert sum(kinds.values()) == len(states)


def _foreseen(foreseen: previewing.Preview, wanted: Plan) -> dict[int, tuple[dict[str, int], dict[str, int]]]:
    chosen = [
        over if wanted.appointments[over.appointment.pk] == "over" else ends
        for over, ends in foreseen.choices
    ]
    found: dict[int, tuple[dict[str, int], dict[str, int]]] = {}
    for sight in (*foreseen.people, *chosen):
        if sight:
            found[sight.appointment.pk] = (sight.gains, sight.loses)
    return found


def _happened(
    small: Small, held: dict[int, dict[str, set[int]]]
) -> dict[int, tuple[dict[str, int], dict[str, int]]]:
    found = {}
    for one in small.people:
        now, was = seen(one), held[one.pk]
        gains = {kind: len(now[kind] - was[kind]) for kind in now if now[kind] - was[kind]}
        loses = {kind: len(was[kind] - now[kind]) for kind in now if was[kind] - now[kind]}
        if gains or loses:
            found[one.pk] = (gains, loses)
    return found
