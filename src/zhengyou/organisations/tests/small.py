"""A random small province for tests of reorganisations."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from tests.world import LONG_AGO, NOW
from zhengyou.accounts.models import User
from zhengyou.campaigns.models import ContactPoint
from zhengyou.census.models import Likeness, Member, Round, Sighting, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.jobs.models import Job
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.models import (
    Appointment,
    OrganisationLink,
    PartyOrganisation,
    Reminder,
    Territory,
    TerritoryLink,
)
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.tests.whole import ON
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import label

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
