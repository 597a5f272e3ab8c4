"""Following changes, done by the worker within seconds of each commit; counting everything anew; freezing figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.analytics import snapshots
from zhengyou.analytics.actions import building, freezing
from zhengyou.analytics.actions.following import follow
from zhengyou.census.models import Round
from zhengyou.coverage.actions import deriving
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused


def refresh(at: datetime) -> None:
    """Follows the outbox until it is empty."""
    while follow(at=at):
        continue


@jobs.handler(
    building.KIND,
    stages=("derive", "count"),
    labels={"derive": gettext_lazy("推算覆盖情况"), "count": gettext_lazy("全部重算")},
)
class Build:
    """Everything anew, as `zhengyou rollup build` does. Stopped or killed, it leaves the cells of before."""

    def derive(self, ctx: jobs.Context) -> dict[str, Any]:
        """Coverage facts of every unit."""
        return {"units": deriving.everything()}

    def count(self, ctx: jobs.Context) -> dict[str, Any]:
        """Every cell of the round."""
        rounds = Round.objects.across_all(because="rounds are the same for everyone")
        made = building.build(
            rounds.get(pk=ctx.payload["round"]),
            at=timezone.now(),
            engine=ctx.payload["engine"],
            under=ctx.payload["under"],
            tell=ctx.progress,
        )
        said = _("%(units)s 家单位，%(cells)s 个格子。")
        figures = {"units": f"{ctx.results['derive']['units']:,}", "cells": f"{made:,}"}
        return {"message": said % figures, "cells": made}


@jobs.handler(freezing.KIND)
def freeze(ctx: jobs.Context) -> dict[str, Any]:
    """Freezes the figures of a date, after following what waits. Killed behind the commit, it finds its work done."""
    by, day = _scope(ctx), date.fromisoformat(ctx.payload["date"])
    made = snapshots.on(by, day) if ctx.attempt > 1 else None
    if made is None:
        refresh(timezone.now())
        made = freezing.freeze(
            day=day,
            title=ctx.payload["title"],
            note=ctx.payload["note"],
            by=by,
            at=timezone.now(),
            told=lambda done, total: ctx.progress(done, total, _("正在定格")),
        )
    said = _("已定格 %(places)s 个地方的 %(cells)s 个数字。")
    return {
        "message": said % {"places": f"{made.places:,}", "cells": f"{made.cells:,}"},
        "result_url": reverse("reports:snapshots"),
    }


def _scope(ctx: jobs.Context) -> Scope:
    """As the person stands now: an appointment that ended meanwhile freezes nothing."""
    if ctx.created_by is None:
        return Scope.operator()
    user = User.objects.filter(pk=ctx.created_by, is_active=True).first()
    if user is not None:
        for appointment in appointments_of(user, on=timezone.localdate()):
            scope = scope_for(user, appointment)
            if (scope.role, scope.path) == (ctx.payload["role"], ctx.payload["path"]):
                return scope
    raise Refused(_("发起的人已不在任，数字没有定格。请由在任人员重新发起。"))
