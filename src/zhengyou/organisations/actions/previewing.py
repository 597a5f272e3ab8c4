"""What a reorganisation would do, without doing it: what goes along, which appointments wait for a choice, who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.actions.holdings import ORGANISATIONS, PLACES, Node, others
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.shifting import Group, Path, Shift
from zhengyou.organisations.actions.work import Work
from zhengyou.organisations.models import Appointment, PartyOrganisation, Territory, in_force
from zhengyou.organisations.rules.reorganising import Choice, Plan
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import ancestors

SEEN_BY: Final = {"unit": "units.view", "member": "members.view"}


@dataclass(slots=True)
class Sight:
    """How many rows of each kind one person would gain and lose sight of: {kind: number}."""

    appointment: Appointment
    choice: Choice | None = None
    gains: dict[str, int] = field(default_factory=dict)
    loses: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gains or self.loses)


@dataclass(frozen=True, slots=True)
class Preview:
    """counts: (what, how many) that go along. choices: for each appointment over what is merged, what each choice would mean.

    people: the others who gain or lose sight of something, in code order.
    """

    work: Work
    counts: list[tuple[Any, int]]
    choices: list[tuple[Sight, Sight]]
    people: list[Sight]


def preview(*, plan: Plan, by: Scope, at: datetime) -> Preview:
    """Raises as reorganising.carry_out does; an appointment without a choice is none of the reasons."""
    work = reorganising.checked(plan=plan, by=by, at=at)
    shift = Shift(work)
    sights = list(_sights(work, shift))
    asked = {sight.appointment.pk for sight in sights if sight.choice}
    over = [sight for sight in sights if sight.choice == "over"]
    ends = {sight.appointment.pk: sight for sight in sights if sight.choice == "ends"}
    return Preview(
        work=work,
        counts=_counts(shift),
        choices=[(sight, ends[sight.appointment.pk]) for sight in over],
        people=[sight for sight in sights if sight and sight.appointment.pk not in asked],
    )


def _sights(work: Work, shift: Shift) -> Iterator[Sight]:
    groups = [group for holding in others() for group in shift.rows(holding)]
    for one, path in _people(work, shift):
        own = one.territory if shift.tree is Territory else one.organisation
        if shift.plan.kind == "merge" and own == shift.subject:
            yield _sight(one, path, shift.new, groups, "over")
            yield _sight(one, path, None, groups, "ends")
        elif shift.goes(path):
            yield _sight(one, path, shift.of_child(path), groups)
        else:
            yield _sight(one, path, path, groups)
    if (
        shift.tree is PartyOrganisation
        and isinstance(shift.target, PartyOrganisation)
        and shift.plan.kind == "merge"
    ):
        yield from _offices(work, shift.subject, shift.target)


def _people(work: Work, shift: Shift) -> list[tuple[Appointment, str]]:
    """Appointments in force at, above or below what is touched, with their paths in the tree, in order."""
    tree = "territory" if shift.tree is Territory else "organisation"
    lines = {
        *ancestors(shift.old),
        *(ancestors(shift.target.path) if shift.target and shift.target.path else ()),
    }
    near = Q(**{f"{tree}__path__in": lines}) | below(f"{tree}__path", shift.old)
    if shift.plan.kind == "merge":
        near |= below(f"{tree}__path", shift.new)
    held = rows(Appointment).filter(near, in_force(timezone.localdate(work.at)))
    if tree == "territory":
        held = held.filter(organisation__isnull=True)
    access = standards.load_access()
    found = held.select_related("user", "territory", "organisation", "body").order_by(
        f"{tree}__path", "role", "pk"
    )
    reach = "territory" if tree == "territory" else "organisation"
    return [(one, getattr(one, tree).path) for one in found if access.role(one.role).reach == reach]


def _sight(
    one: Appointment, before: str, after: Path, groups: list[Group], choice: Choice | None = None
) -> Sight:
    rights = standards.load_access().rights(one.role)
    sight = Sight(one, choice)
    for group in groups:
        if SEEN_BY.get(group.kind, "") not in rights:
            continue
        held = group.old.startswith(before)
        will = after is not None and group.new.startswith(after)
        if held != will and group.number:
            numbers = sight.gains if will else sight.loses
            numbers[group.kind] = numbers.get(group.kind, 0) + group.number
    return sight


def _offices(work: Work, old: Node, new: PartyOrganisation) -> Iterator[Sight]:
    """Members stand where their branch stands: when the taker stands elsewhere, other offices see them."""
    assert isinstance(old, PartyOrganisation)
    if old.place == new.place:
        return
    groups = [
        Group(
            holding.kind,
            old.place,
            new.place,
            rows(holding.model).filter(holding.open(), **{holding.branch: old}).count(),
        )
        for holding in others()
        if holding.branch and not holding.place
    ]
    lines = {*ancestors(old.place), *ancestors(new.place)}
    held = rows(Appointment).filter(
        in_force(timezone.localdate(work.at)), organisation__isnull=True, territory__path__in=lines
    )
    access = standards.load_access()
    for one in held.select_related("user", "territory", "body").order_by("territory__path", "role", "pk"):
        if access.role(one.role).reach == "territory":
            path = one.territory.path
            yield _sight(one, path, path, groups)


def _counts(shift: Shift) -> list[tuple[Any, int]]:
    """(what, how many) open rows go along."""
    labels = {
        PLACES.kind: _("地方"),
        ORGANISATIONS.kind: _("党组织"),
        **{one.kind: one.label for one in others()},
    }
    return [(labels[kind], number) for kind, number in shift.numbers().items()]
