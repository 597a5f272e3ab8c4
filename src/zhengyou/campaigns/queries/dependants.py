"""What of this package stands in a place and keeps it from being closed (settings name this function)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengyou.campaigns.lifecycle import TaskState
from zhengyou.campaigns.models import ContactPoint, Task
from zhengyou.organisations.models import Territory
from zhengyou.scoping import below

_BECAUSE = "whatever stands in the place keeps it open, whoever may see it"


def of_territory(territory: Territory, *, on: date) -> list[str]:  # noqa: ARG001 - tasks are open or not, whatever the day
    """Sentences: open tasks of the place and below, contact points of it or in it."""
    tasks = Task.objects.across_all(because=_BECAUSE).filter(
        below("place", territory.path), state=TaskState.OPEN
    )
    contacts = ContactPoint.objects.across_all(because=_BECAUSE).filter(
        Q(below("place", territory.path)) | Q(below("subject_place", territory.path)), valid_to__isnull=True
    )
    found = []
    if count := tasks.count():
        found.append(_("这里还有 %(count)s 项任务没有了结，请先办结或者不再办。") % {"count": count})
    if count := contacts.count():
        found.append(_("这里还有 %(count)s 个联系点，请先结束。") % {"count": count})
    return found
