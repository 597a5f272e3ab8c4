"""What the worker does: reminders every hour, and reorganisations of many rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.organisations.actions import reminding, reorganising
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

REORGANISE = "organisations.reorganise"


def remind(at: datetime) -> None:
    """Makes and refreshes the reminders of elections."""
    reminding.remind_of_elections(at=at)


def begin_reorganisation(*, plan: Plan, key: UUID, title: str, by: Scope) -> jobs.Job:
    """A reorganisation of many rows as a job; begun twice with the same key, it is one."""
    payload = {"plan": plan.to_json(), "key": str(key), "user": by.user_id, "role": by.role, "path": by.path}
    return jobs.start(kind=REORGANISE, title=title, payload=payload, by=by, key=f"{REORGANISE}:{key}")


@jobs.handler(REORGANISE)
def reorganise(ctx: jobs.Context) -> dict[str, Any]:
    """Carries it out in one transaction; a job taken up again finds it done by its key."""
    ctx.progress(0, None, _("正在调整，请稍候"))
    plan, key = Plan.from_json(ctx.payload["plan"]), UUID(ctx.payload["key"])
    row = reorganising.carry_out(plan=plan, key=key, by=_scope(ctx), at=timezone.now())
    jobs.follow_up()
    done = reverse("organisations:reorganisation", args=[row.pk])
    return {"message": _("已办理：%(what)s。") % {"what": row}, "result_url": done}


def _scope(ctx: jobs.Context) -> Scope:
    """The scope of whoever began it, as it is now."""
    payload = ctx.payload
    if payload["user"] is None:
        return Scope.operator()
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    for appointment in appointments_of(user, on=timezone.localdate()) if user else ():
        scope = scope_for(user, appointment)  # type: ignore[arg-type]
        if (scope.role, scope.path) == (payload["role"], payload["path"]):
            return scope
    raise Refused(_("发起调整的人已不在任，这次调整没有进行。请由在任人员重新发起。"))
