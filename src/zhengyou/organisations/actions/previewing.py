"""What a reorganisation would do, without doing it: what goes along, which appointments wait for a choice, who sees what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhengyou import standards
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.actions.holdings import ORGANISATIONS, PLACES, Holding, Node, others
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.work import Work
from zhengyou.organisations.models import Appointment, PartyOrganisation, Territory, in_force
from zhengyou.organisations.rules.reorganising import Choice, Plan, replaced
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import ancestors

NEW: Final = "~"
"""Stands for a label that is not given out yet; no label has it."""
SEEN_BY: Final = {"unit": "units.view", "member": "members.view"}
Path = str | None
Whither = Callable[[str], Path]


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


@dataclass(frozen=True, slots=True)
class _Group:
    """So many open rows of a kind stand at a path now, and would stand at another."""

    kind: str
    old: str
    new: str
    number: int


def preview(*, plan: Plan, by: Scope, at: datetime) -> Preview:
    """Raises as reorganising.carry_out does; an appointment without a choice is none of the reasons."""
    work = reorganising.checked(plan=plan, by=by, at=at)
    shift = _Shift(work)
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


class _Shift:
    """Where paths would go, in the tree of the plan. New labels are not known yet; what lies below what is."""

    def __init__(self, work: Work) -> None:
        assert work.subject is not None
        self.plan = work.plan
        self.subject: Node = work.subject
        self.target = work.target
        self.old = self.subject.path
        self.tree = type(self.subject)
        above = self.old[:-4]
        if self.plan.kind == "move":
            self.new = (self.target.path if self.target else "") + NEW
        elif self.plan.kind == "merge":
            assert self.target is not None
            self.new = self.target.path
        else:
            self.new = above + NEW
        chosen = rows(self.tree).filter(pk__in=self.plan.chosen.get(work.plan.tree, ()))
        self.children = [row.path for row in chosen if row.path.startswith(self.old) and row.path != self.old]

    def of_child(self, path: str) -> str:
        """Where a path below the subject would go."""
        if self.plan.kind == "move":
            return replaced(path, self.old, self.new)
        rest = path[len(self.old) :]
        return self.new + NEW + rest if rest else self.new

    def goes(self, path: str) -> bool:
        """Whether a path of this tree would become another one."""
        tops = self.children if self.plan.kind == "split" else [self.old]
        return any(path.startswith(top) for top in tops)

    def rows(self, holding: Holding) -> Iterator[_Group]:
        """Open rows of a kind that would stand elsewhere, and those of the taker, which some would newly see."""
        name = self.path_of(holding)
        if not name:
            return
        if self.plan.kind == "split":
            yield from self._chosen_rows(holding, name)
            return
        for path, number in _grouped(holding, name, below(name, self.old)):
            yield _Group(holding.kind, path, self.of_child(path), number)
        if self.plan.kind == "merge":
            for path, number in _grouped(holding, name, below(name, self.new) & ~below(name, self.old)):
                yield _Group(holding.kind, path, path, number)

    def _chosen_rows(self, holding: Holding, name: str) -> Iterator[_Group]:
        own = self.plan.chosen
        at_itself = holding.along(own) if self.tree is Territory else Q(pk__in=own.get(holding.kind, ()))
        for path, number in _grouped(holding, name, at_itself & Q(**{name: self.old})):
            yield _Group(holding.kind, path, self.new, number)
        for child in self.children:
            for path, number in _grouped(holding, name, below(name, child)):
                yield _Group(holding.kind, path, self.of_child(path), number)

    def path_of(self, holding: Holding) -> str:
        """The lookup of a row's path in this tree; '' where the kind has none."""
        if self.tree is Territory:
            return holding.path
        return f"{holding.branch}__path" if holding.branch else ""


def _grouped(holding: Holding, name: str, condition: Q) -> Iterator[tuple[str, int]]:
    held = rows(holding.model).filter(holding.open(), condition)
    yield from held.values_list(name).annotate(number=Count("pk"))


def _sights(work: Work, shift: _Shift) -> Iterator[Sight]:
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


def _people(work: Work, shift: _Shift) -> list[tuple[Appointment, str]]:
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
    one: Appointment, before: str, after: Path, groups: list[_Group], choice: Choice | None = None
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
        _Group(
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


def _counts(shift: _Shift) -> list[tuple[Any, int]]:
    """(what, how many) open rows go along; what would be zero is left out."""
    named = [(_("地方"), PLACES), (_("党组织"), ORGANISATIONS), *((one.label, one) for one in others())]
    found = []
    for label, holding in named:
        number = sum(_along(shift, holding))
        if number:
            found.append((label, number))
    return found


def _along(shift: _Shift, holding: Holding) -> Iterator[int]:
    if holding.model is shift.tree:
        held = rows(shift.tree).filter(holding.open())
        if shift.plan.kind != "split":
            itself = [shift.subject.pk] if shift.plan.kind == "merge" else []
            yield held.filter(below("path", shift.old)).exclude(pk__in=itself).count()
            return
        for child in shift.children:
            yield held.filter(below("path", child)).count()
        return
    for group in shift.rows(holding):
        if group.old != group.new:
            yield group.number
