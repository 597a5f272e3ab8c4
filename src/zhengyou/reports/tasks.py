"""Official tables of large places, derived in the background."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.analytics.actions import tables
from zhengyou.organisations.models import Territory
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused


@jobs.handler(tables.JOB)
def derive(ctx: jobs.Context) -> dict[str, Any]:
    """Derives and keeps one table, within the scope of the person who asked, read again. A second run keeps a second one."""
    by = _scope(ctx)
    territory = Territory.objects.within(by).filter(pk=ctx.payload["territory"]).first()
    if territory is None or not territory.path.startswith(by.path):
        raise Refused(_("这个地方已经不在您的管辖范围内。"))
    ctx.progress(0, 1, str(_("正在从台账计算")))
    number = ctx.payload["number"]
    row = tables.keep(
        number, territory, by=by, as_of=date.fromisoformat(ctx.payload["as_of"]), at=timezone.now()
    )
    address = reverse("reports:statistics_table", args=[number, territory.code])
    return {"result_url": f"{address}?kept={row.pk}"}


def _scope(ctx: jobs.Context) -> Scope:
    """As the person stands now: an appointment that ended meanwhile gives nothing."""
    if ctx.created_by is None:
        return Scope.operator()
    user = User.objects.filter(pk=ctx.created_by, is_active=True).first()
    if user is not None:
        for appointment in appointments_of(user, on=timezone.localdate()):
            scope = scope_for(user, appointment)
            same = (scope.role, scope.path) == (ctx.payload["role"], ctx.payload["path"])
            if same and scope.may("statistics.view"):
                return scope
    raise Refused(_("您现在的角色不能看统计表。"))
