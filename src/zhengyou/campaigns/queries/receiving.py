"""What waits for whoever receives a directive and for whoever sent it: by date, on the home list."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.models import Briefing, Receipt
from zhengyou.campaigns.queries import levels, receipts
from zhengyou.scoping import Reach, Scope
from zhengyou.web.todo import Waiting

FEW: Final = 5


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """Of the receiver: to acknowledge, convey, make up, brief, send on. Of the sender: briefings to read, who is late."""
    found: list[Waiting] = []
    if scope.may("directives.receive"):
        found += _received(scope)
    if scope.reach is Reach.TERRITORY and (scope.may("directives.receive") or scope.may("directives.manage")):
        found += _sent(scope, today)
    return found


def _received(scope: Scope) -> list[Waiting]:
    rows = receipts.own(scope).filter(receipts.OPEN, receipts.STANDING).exclude(from_place="")
    undone = Q(conveyed_on__isnull=True) | Q(missing__gt=0) | Q(brief_by__isnull=False, briefed=False)
    if scope.reach is Reach.TERRITORY:
        undone |= Q(sent_on_at__isnull=True)
    rows = rows.filter(Q(acknowledged_at__isnull=True) | undone)
    return [line for row in rows.order_by("acknowledge_by", "convey_by", "pk")[:FEW] for line in _lines(row)]


def _lines(row: Receipt) -> list[Waiting]:
    """What one receipt still asks for; until it is acknowledged that alone."""
    title = {"title": row.directive.title}
    page = reverse("campaigns:receipt", args=[row.pk])
    convey = reverse("campaigns:convey", args=[row.pk])
    if row.acknowledged_at is None:
        return [Waiting(row.acknowledge_by, _("收到《%(title)s》，请签收") % title, page, _("签收"))]
    found = []
    if row.conveyed_on is None:
        found.append(Waiting(row.convey_by, _("传达学习《%(title)s》") % title, convey, _("登记传达")))
    elif row.missing:
        text = _("《%(title)s》还有 %(count)s 人没有传达到") % (title | {"count": row.missing})
        found.append(Waiting(row.convey_by, text, convey, _("登记补传达")))
    if row.brief_by and not row.briefed:  # type: ignore[attr-defined]
        brief = reverse("campaigns:brief", args=[row.pk])
        found.append(Waiting(row.brief_by, _("报送《%(title)s》的简要报告") % title, brief, _("撰写")))
    if row.organisation_id is None and row.sent_on_at is None:
        found.append(Waiting(row.acknowledge_by, _("把《%(title)s》转发到下一级") % title, page, _("转发")))
    return found


def _sent(scope: Scope, today: date) -> list[Waiting]:
    """Briefings nobody has read, and how many below are past a day: a count that opens the list, no names. One query."""
    unread = Briefing.objects.within(scope).filter(receipt=OuterRef("pk"), read_at__isnull=True)
    sends = levels.role_sends(scope.role)
    rows = receipts.received_below(scope, scope.place, sends=sends).annotate(unread=Exists(unread))
    told = rows.order_by("directive_id").values_list("directive", "directive__title")
    counted = told.annotate(
        briefings=Count("pk", filter=Q(unread=True, from_place=scope.place)),
        behind=Count("pk", filter=receipts.STANDING & receipts.late(today)),
    )
    briefings, behind = [], []
    for directive, title, unread_ones, late_ones in counted.filter(Q(briefings__gt=0) | Q(behind__gt=0)):
        url = reverse("campaigns:directive_receipts", args=[directive])
        if unread_ones:
            text = _("《%(title)s》有 %(count)s 份简要报告未阅") % {"title": title, "count": unread_ones}
            briefings.append(Waiting(None, text, url, _("查看")))
        if late_ones:
            text = _("《%(title)s》有 %(count)s 个下级单位或党组织已过期限") % {
                "title": title,
                "count": late_ones,
            }
            behind.append(Waiting(None, text, url, _("查看")))
    return [*briefings[:FEW], *behind[:FEW]]
