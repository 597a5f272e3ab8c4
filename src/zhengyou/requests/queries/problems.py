"""Problems that go up the line: which a person may read, who holds them, what is like them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhengyou.campaigns.queries import bodies
from zhengyou.campaigns.rules import likeness
from zhengyou.organisations.models import Appointment, Body, Territory, in_force
from zhengyou.organisations.rules.roles import BODY_KINDS
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries.requests import ANSWER, MEND, nearest_office
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.scoping.prefix import LABEL_WIDTH

RAISE: Final = "problems.raise"
HELD, RAISED, PASSED, ALL = "held", "raised", "passed", "all"
ALIKE: Final = 0.35
"""From here on two problems are shown to a person as perhaps the same: two neighbouring characters in three are shared."""
_COMPARED: Final = 1000  # the newest problems in reach; older ones are rarely the same
_REMEMBERED: Final = timedelta(days=365)
_OFFICES = "which level holds a problem is shown by its public name; no person of it"
_TRAIL = "the steps of a problem that was read through the scope"


@dataclass(frozen=True, slots=True)
class Line:
    """A problem in a list. place: of whoever raised it. holder: who has it now. late: past the holder's day."""

    row: Request
    place: str
    holder: str
    late: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A problem that may be the same, and who holds it."""

    row: Request
    place: str
    holder: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A step on the way. came_from, went_to: names of the levels; '' where it stayed."""

    step: Step
    came_from: str
    went_to: str
    outcome: str


def readable(scope: Scope) -> QuerySet[Request]:
    """Own problems; those of the territory for whoever may answer or works for the level that raised them."""
    rows = Request.objects.within(scope).filter(kind=Request.Kind.PROBLEM)
    office = scope.reach in {Reach.TERRITORY, Reach.EVERYTHING} and (scope.may(ANSWER) or scope.may(RAISE))
    return rows if office else rows.filter(asked_by_id=scope.user_id)


def listed(scope: Scope, *, view: str, state: str = "", text: str = "", today: date) -> QuerySet[Request]:
    """The problems of one view in code order of the places that raised them. state: open, late, answered, settled or ''."""
    rows = readable(scope).filter(_view(scope, view))
    waiting = Q(answered_at__isnull=True)
    rows = rows.filter(
        {
            "open": waiting,
            "late": waiting & Q(held_due_on__lt=today),
            "answered": ~waiting & Q(settled=""),
            "settled": ~Q(settled=""),
        }.get(state, Q())
    )
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(wanted__icontains=text) | Q(subject__icontains=text))
    return rows.select_related("asked_by", "owed_body").order_by("place", "id")


def counted(scope: Scope) -> dict[str, tuple[int, int]]:
    """{view: (how many of it wait for an answer, how many there are)}; one query."""
    views = (HELD, RAISED, PASSED, ALL)
    waiting = Q(answered_at__isnull=True)
    asked = {f"{view}_waiting": Count("pk", filter=_view(scope, view) & waiting) for view in views}
    asked |= {f"{view}_all": Count("pk", filter=_view(scope, view)) for view in views}
    found: dict[str, int] = readable(scope).aggregate(**asked)
    return {view: (found[f"{view}_waiting"], found[f"{view}_all"]) for view in views}


def opened(views: Iterable[str], counts: Mapping[str, tuple[int, int]]) -> str:
    """The first of the views in which something waits, else the first that holds anything, else the first."""
    order = list(views)
    return min(order, key=lambda view: (not counts[view][0], not counts[view][1], order.index(view)))


def _view(scope: Scope, view: str) -> Q:
    office = scope.reach is Reach.TERRITORY
    if view == HELD:
        return Q(owed_by=scope.path) if office else Q(pk__in=[])
    if view == RAISED:
        return Q(asked_by_id=scope.user_id) | (Q(place=scope.path) if office else Q())
    if view == PASSED:
        away = Step.objects.across_all(because=_TRAIL).filter(
            request=OuterRef("pk"), from_path=scope.path, kind__in=[Step.Kind.HANDED_ON, Step.Kind.TAKEN_UP,
            Step.Kind.REOPENED],
        )  # fmt: skip
        return Q(Exists(away)) & ~Q(owed_by=scope.path) if office else Q(pk__in=[])
    return Q()


def lines(rows: Iterable[Request], *, today: date) -> list[Line]:
    """The rows with the names of places and holders: one query."""
    held = list(rows)
    names = place_names({path for row in held for path in (row.place, row.owed_by)})
    return [
        Line(
            row=row,
            place=names.get(row.place, ""),
            holder=_holder(row, names),
            late=row.answered_at is None and row.held_due_on is not None and row.held_due_on < today,
        )
        for row in held
    ]


def holder(row: Request) -> str:
    """Who has the problem now: a department by its name, else the office of the level."""
    return _holder(row, place_names({row.owed_by}))


def office_name(path: str, place: str) -> str:
    """The office of a level, named after its place."""
    township = len(path) > 3 * LABEL_WIDTH
    return (_("%(place)s党建办公室") if township else _("%(place)s领导小组办公室")) % {"place": place}


def place_names(paths: Iterable[str]) -> dict[str, str]:
    """{path: name of the place}."""
    rows = Territory.objects.across_all(because="names and codes of places are public")
    return dict(rows.filter(path__in=set(paths)).values_list("path", "name"))


def trail(row: Request) -> list[Passed]:
    """The way of a problem, the first step first."""
    steps = list(
        Step.objects.across_all(because=_TRAIL).filter(request=row).select_related("to_body").order_by("id")
    )
    names = place_names({path for step in steps for path in (step.from_path, step.to_path) if path})
    words = dict(Request.Outcome.choices)
    found = []
    for step in steps:
        went = step.to_body.name if step.to_body else ""
        if not went and step.to_path:
            went = office_name(step.to_path, names.get(step.to_path, ""))
        came = names.get(step.from_path, "")
        outcome = (
            Request(kind=Request.Kind.PROBLEM, outcome=step.outcome).came_of_it
            if step.outcome in words
            else ""
        )
        found.append(Passed(step, came, went, str(outcome)))
    return found


def held_since(row: Request, steps: Iterable[Passed]) -> datetime:
    """Since when the present holder has it."""
    moves = [one.step.at for one in steps if one.step.to_path]
    return moves[-1] if moves else row.asked_at


def starts_at(scope: Scope) -> str:
    """From which place upwards an answer is looked for: above the own level for an office, else at the own place."""
    return scope.place[:-LABEL_WIDTH] if scope.reach is Reach.TERRITORY else scope.place


def first_holder(scope: Scope, *, on: date) -> str:
    """The level to which a problem of this person goes; '' when none above can answer."""
    return nearest_office(starts_at(scope), not_user=scope.user_id, on=on)


def next_holder(row: Request, *, on: date) -> str:
    """The level above the one that holds the problem; '' at the top."""
    return nearest_office(row.owed_by[:-LABEL_WIDTH], not_user=row.asked_by_id, on=on)


def departments(path: str, *, on: date) -> list[Body]:
    """The departments of a level in which somebody can answer, in the order of the standard."""
    staffed = set(
        Appointment.objects.across_all(because=_OFFICES)
        .filter(in_force(on), territory__path=path, role__in=BODY_KINDS, user__is_active=True)
        .values_list("role", "body_id")
    )
    if not staffed:
        return []
    rows = Body.objects.across_all(because=_OFFICES).filter(in_force(on), territory__path=path)
    found = [
        row for row in rows.select_related("territory") if {(row.kind, None), (row.kind, row.pk)} & staffed
    ]
    return sorted(found, key=bodies.order)


def hand_on_note(*, departments: bool) -> str:
    """What is said over the choice of receivers. departments: whether any may be chosen."""
    note = _("转给上一级的，上一级另有 5 个工作日；答应提出方的期限不变，两个日期都会写明。")
    if departments:
        return note
    return note + _("本级各部门还没有人开通账号，所以这里没有部门可选；开通以后就能转给部门。")


def holds(scope: Scope, row: Request, *, on: date) -> bool:
    """Whether this person may deal with the problem now: the office of the level that holds it, or the department."""
    if scope.reach is not Reach.TERRITORY or not scope.may(ANSWER) or scope.path != row.owed_by:
        return False
    if row.asked_by_id == scope.user_id:
        return False
    if scope.may(MEND):
        return True
    return row.owed_body_id is not None and row.owed_body_id in {
        one.pk for one in bodies.of_person(scope, on=on)
    }


def may_take_up(scope: Scope, row: Request, *, today: date) -> bool:
    """Whether a level above may take a late problem from the one that holds it."""
    above = scope.reach is Reach.TERRITORY and scope.path != row.owed_by and is_below(row.owed_by, scope.path)
    late = row.answered_at is None and row.held_due_on is not None and row.held_due_on < today
    return above and late and row.same_as_id is None and scope.may(ANSWER) and scope.may(MEND)


def may_settle(scope: Scope, row: Request) -> bool:
    """Whether this person says if it is solved: who asked, or an office of the same level."""
    return row.answered_at is not None and not row.settled and asked(scope, row)


def asked(scope: Scope, row: Request) -> bool:
    """Whether the problem is this person's or that of an office of the same level."""
    colleague = scope.reach is Reach.TERRITORY and scope.path == row.place and scope.may(RAISE)
    return colleague or row.asked_by_id == scope.user_id


def joined(row: Request) -> QuerySet[Request]:
    """The problems that are answered together with this one."""
    rows = Request.objects.across_all(
        because="the answer of a problem that was read through the scope is theirs too"
    )
    return rows.filter(same_as=row).select_related("asked_by", "owed_body").order_by("place", "id")


def alike(
    scope: Scope, text: str, *, at: datetime, but: Request | None = None, limit: int = 5
) -> list[Alike]:
    """Problems in the person's own reach that may be the same, the most alike first: open ones, and those of the last year."""
    rows = readable(scope).filter(Q(answered_at__isnull=True) | Q(answered_at__gte=at - _REMEMBERED))
    if but is not None:
        rows = rows.exclude(pk=but.pk).exclude(same_as=but)
    known = list(rows.order_by("-id").values_list("pk", "text")[:_COMPARED])
    found = likeness.pairs([text], [one for _pk, one in known], ALIKE)
    nearest = sorted(found, key=lambda pair: (-pair[2], known[pair[1]][0]))[:limit]
    chosen = [known[place][0] for _i, place, _value in nearest]
    held = {row.pk: row for row in rows.filter(pk__in=chosen).select_related("asked_by", "owed_body")}
    names = place_names({path for row in held.values() for path in (row.place, row.owed_by)})
    return [Alike(held[pk], names.get(held[pk].place, ""), _holder(held[pk], names)) for pk in chosen]


def _holder(row: Request, names: dict[str, str]) -> str:
    return row.owed_body.name if row.owed_body else office_name(row.owed_by, names.get(row.owed_by, ""))
