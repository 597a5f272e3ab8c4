"""Reading what offices keep about their tables."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from zhengyou.census.importing.remembering import Kept, Remembered
from zhengyou.census.models import KeptLayout
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import ancestors

_ABOVE = "an office may use what the offices above it keep: headings and decisions, no data"
MOST = 300


def office(by: Scope, territory: Territory) -> str:
    """Path of the office that decides: that of the person, or of the place when the operator acts for it."""
    return by.path if by.reach is Reach.TERRITORY else territory.path


def kept(kind: str, own: str) -> Kept:
    """What the office at `own` may use: its own layouts, the newest first, then those of the offices above it."""
    rows = usable(own).filter(kind=kind)
    found = sorted(rows.order_by("-kept_at", "-id")[:MOST], key=lambda row: -len(row.territory.path))
    return Kept(
        tuple(
            Remembered(
                pk=row.pk,
                place=row.territory.name,
                path=row.territory.path,
                title=str(row),
                fingerprint=row.fingerprint,
                kept_on=timezone.localdate(row.kept_at),
                columns=tuple(row.columns),
            )
            for row in found
        ),
        own,
    )


def usable(own: str) -> QuerySet[KeptLayout]:
    """The layouts of the office and of those above it, with their places."""
    rows = KeptLayout.objects.across_all(because=_ABOVE).filter(territory__path__in=ancestors(own))
    return rows.select_related("territory")


def listed(scope: Scope, own: str) -> QuerySet[KeptLayout]:
    """What a person may use or look at: those of the own office and of the offices above, the newest first."""
    return usable(own).order_by("-kept_at", "-id") if scope.may("imports.run") else usable(own).none()


def own(scope: Scope) -> QuerySet[KeptLayout]:
    """What the person's office itself keeps and may rename or forget; the operator's are all."""
    rows = KeptLayout.objects.within(scope).select_related("territory")
    return rows if scope.reach is Reach.EVERYTHING else rows.filter(territory__path=scope.path)
