"""Which requests and problems wait for a person: to be answered, late one level below, to be settled."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.queries import bodies
from zhengyou.requests.models import Request
from zhengyou.requests.queries.requests import ANSWER, MEND
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.todo import Waiting

_SHOWN: Final = 20
_PROBLEM: Final = Q(kind=Request.Kind.PROBLEM)
_OPEN: Final = Q(answered_at__isnull=True)
_ASKED, _HELD, _LATE, _ANSWERED = "asked", "held", "late", "answered"


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """What the person owes an answer to, problems late one level below, answers that the asker has not judged: one query."""
    matters = {_ANSWERED: _PROBLEM & ~_OPEN & Q(asked_by_id=scope.user_id, settled="")}
    if scope.reach is Reach.TERRITORY and scope.may(ANSWER):
        matters[_HELD] = _held(scope, on=today)
        if scope.may(MEND):
            matters[_ASKED] = _asked(scope, today=today)
            matters[_LATE] = _late_below(scope, today=today)
    return [_line(row) for row in _earliest(scope, matters)]


def _asked(scope: Scope, *, today: date) -> Q:
    """Requests whose answer this office owes; late ones wait for every office above as well."""
    mine = Q(owed_by=scope.path) | Q(owed_by="") | Q(due_on__lt=today)
    return mine & _OPEN & ~_PROBLEM & ~Q(asked_by_id=scope.user_id)


def _held(scope: Scope, *, on: date) -> Q:
    """Problems that this level holds, and of these the office those with no department, a department its own."""
    own = Q(owed_body__isnull=True) if scope.may(MEND) else Q(owed_body__in=bodies.of_person(scope, on=on))
    return (
        _PROBLEM & _OPEN & Q(owed_by=scope.path, same_as__isnull=True) & own & ~Q(asked_by_id=scope.user_id)
    )


def _late_below(scope: Scope, *, today: date) -> Q:
    one_below = Q(depth=len(scope.path) + LABEL_WIDTH)
    return _PROBLEM & _OPEN & one_below & Q(same_as__isnull=True, held_due_on__lt=today)


def _earliest(scope: Scope, matters: dict[str, Q]) -> QuerySet[Request]:
    """The requests of any of these matters, each with its `matter` and its `day`, those without a day last."""
    any_of_them = Q()
    for condition in matters.values():
        any_of_them |= condition
    matter = Case(*(When(held, then=Value(name)) for name, held in matters.items()), output_field=CharField())
    day = Case(
        When(matter=_ASKED, then=F("due_on")),
        When(matter__in=[_HELD, _LATE], then=F("held_due_on")),
        output_field=DateField(),
    )
    rows = Request.objects.within(scope).annotate(depth=Length("owed_by")).filter(any_of_them)
    return rows.annotate(matter=matter, day=day).order_by(F("day").asc(nulls_last=True), "id")[:_SHOWN]


def _line(row: Request) -> Waiting:
    day, matter = row.day, row.matter  # type: ignore[attr-defined]
    if matter == _ASKED:
        text = _("%(kind)s：%(subject)s") % {"kind": row.get_kind_display(), "subject": row.subject}
        return Waiting(day, text, reverse("requests:request", args=[row.pk]), _("答复"))
    sentence, verb = {
        _HELD: (_("答复问题：%(text)s"), _("答复")),
        _LATE: (_("下一级超期未答复：%(text)s"), _("查看")),
        _ANSWERED: (_("问题已有答复，请确认是否解决：%(text)s"), _("确认")),
    }[matter]
    short = row.text if len(row.text) <= 30 else f"{row.text[:30]}……"
    return Waiting(day, sentence % {"text": short}, reverse("requests:problem", args=[row.pk]), verb)
