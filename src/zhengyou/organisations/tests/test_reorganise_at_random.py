"""Random reorganisations of random small trees: everybody sees what the rules say, and all of it can be taken back."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from tests.world import NOW
from zhengyou import jobs
from zhengyou.census.models import Member, Unit
from zhengyou.organisations.actions import previewing
from zhengyou.organisations.actions.journal import following, rows
from zhengyou.organisations.actions.reversing import reverse
from zhengyou.organisations.models import (
    Appointment,
    PartyOrganisation,
    Reorganisation,
    Territory,
)
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.scopes import scope_for
from zhengyou.organisations.tests.small import Small
from zhengyou.organisations.tests.whole import WHY, astray, do, everything, miscounted
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

pytestmark = pytest.mark.django_db


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
