"""Recording a visit, and what was promised on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions import tasks
from zhengyou.campaigns.models import Task, TaskBody, Visit
from zhengyou.campaigns.queries import bodies, campaign
from zhengyou.campaigns.queries import visits as queries
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Forbidden, Refused
from zhengyou.web.subjects import Subject

KIND: Final = "visit"


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, by which body (None: not settled yet), by when."""

    what: str
    who: int | None
    due_on: date


@transaction.atomic
def record(
    *,
    kind: str,
    subject_id: str,
    subject: Subject,
    visited_on: date,
    visitor: str,
    said: str,
    promises: Iterable[Promise] = (),
    by: Scope,
    at: datetime,
) -> Visit:
    """A visit for the level where the person stands; each promise becomes a task of that level.

    kind: one of queries.visits.KINDS. subject: as web.subjects.find gave it in the person's scope.
    Raises Forbidden; Refused (nothing was heard, a day that has not come, a body out of reach); OutsideScope.
    """
    if not by.may("visits.record"):
        raise Forbidden
    level, running = bodies.level_of(by), campaign.current()
    if level is None or running is None or kind not in queries.KINDS:
        raise Refused(_("还没有装入活动，或者您的身份不属于哪一级，不能记走访。"))
    if visited_on > localdate(at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": visited_on.isoformat()})
    if not said.strip() or not visitor.strip():
        raise Refused(_("请写明谁去的、听到了什么。"))
    visit = Visit(
        campaign=running,
        visited_on=visited_on,
        visitor=visitor.strip(),
        territory=level,
        level=level.path,
        place=subject.place,
        organisation_id=subject.organisation,
        subject_kind=kind,
        subject_id=subject_id,
        subject=subject.label[:120],
        said=said.strip(),
        recorded_by_id=by.user_id,
        recorded_at=at,
    )
    visit.save(force_insert=True)
    confirm(visit, by)
    made = [_task(visit, promise, by=by, at=at) for promise in promises]
    _audit("visit.recorded", visit, by=by, at=at, promises=len(made))
    return visit


@transaction.atomic
def promise(*, visit: Visit, promise: Promise, by: Scope, at: datetime) -> Task:
    """One more promise of a visit, by somebody of the same level. Raises Forbidden, Refused, OutsideScope."""
    if not queries.may_promise(by, visit):
        raise Forbidden
    return _task(visit, promise, by=by, at=at)


def _task(visit: Visit, promise: Promise, *, by: Scope, at: datetime) -> Task:
    return tasks.add(
        title=promise.what,
        done_when="",
        starts_on=None,
        due_on=promise.due_on,
        clauses=(),
        bodies={} if promise.who is None else {promise.who: TaskBody.Part.LEADS},
        origin=Task.Origin.VISIT,
        visit=visit,
        by=by,
        at=at,
    )


def _audit(action: str, visit: Visit, *, by: Scope, at: datetime, **detail: Any) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=visit.pk,
        subject=visit.subject,
        path=visit.level,
        detail=detail,
    )
