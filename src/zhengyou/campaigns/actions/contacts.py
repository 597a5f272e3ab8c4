"""Contact points of leaders (联系点): given, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.models import ContactPoint
from zhengyou.campaigns.queries import bodies
from zhengyou.campaigns.queries import contacts as queries
from zhengyou.changes.actions import Ledger
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.subjects import Subject

KIND: Final = "contact_point"
_MOVED = "it stands where its unit or organisation stands, whoever sees it"


@transaction.atomic
def add(
    *,
    leader: str,
    post: str,
    kind: str,
    subject_id: str,
    subject: Subject,
    valid_from: date,
    by: Scope,
    at: datetime,
) -> ContactPoint:
    """A leader of the own level keeps in touch with an organisation, a unit or a place from a day on.

    subject: as web.subjects.find gave it in the person's scope. Raises Forbidden, Refused (it is there), OutsideScope.
    """
    level = bodies.level_of(by)
    if not by.may("tasks.manage") or level is None or kind not in queries.KINDS:
        raise Forbidden
    row = ContactPoint(
        territory=level,
        place=level.path,
        leader=leader.strip(),
        post=post.strip(),
        subject_kind=kind,
        subject_id=subject_id,
        subject=subject.label[:120],
        subject_place=subject.place,
        organisation_id=subject.organisation,
        valid_from=valid_from,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        said = _("“%(subject)s”已经是%(leader)s的联系点。") % {"subject": row.subject, "leader": row.leader}
        raise Refused(said) from None
    confirm(row, by)
    _audit("contact_point.added", row, by=by, at=at)
    return row


@transaction.atomic
def end(*, contact: ContactPoint, on: date, by: Scope, at: datetime) -> ContactPoint:
    """It ends on a day and stays in the list of those ended. Raises Forbidden, Refused (before it began), Conflict."""
    if not queries.may_write(by, contact):
        raise Forbidden
    if not contact.valid_from <= on <= localdate(at):
        raise Refused(_("结束日期应在开始日期之后、今天之前（含当天）。"))
    rows = ContactPoint.objects.within(by).filter(pk=contact.pk, valid_to__isnull=True)
    if not rows.update(valid_to=on):
        raise Conflict(_("这个联系点刚刚已经有人结束。请刷新后查看。"))
    contact.refresh_from_db()
    _audit("contact_point.ended", contact, by=by, at=at)
    return contact


def organisations_moved(places: Mapping[int, str], *, ledger: Ledger) -> None:  # noqa: ARG001 - no fact changes
    """A contact point stands where its organisation stands. places: {organisation: territory path it has now}."""
    moved("organisation", places)


def moved(kind: str, places: Mapping[int, str]) -> None:
    """A contact point stands where the unit or organisation stands. places: {its id: territory path it has now}."""
    rows = ContactPoint.objects.across_all(because=_MOVED).filter(subject_kind=kind)
    for subject_id in rows.filter(subject_id__in=[str(pk) for pk in places]).values_list(
        "subject_id", flat=True
    ):
        rows.filter(subject_id=subject_id).update(subject_place=places[int(subject_id)])


def _audit(action: str, row: ContactPoint, *, by: Scope, at: datetime) -> None:
    audit.record(
        action, by=by, at=at, subject_kind=KIND, subject_id=row.pk, subject=row.subject, path=row.place
    )
