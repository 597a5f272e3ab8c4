"""Long work on the screen: the list, the page of one, its progress, the button that stops it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhengyou import jobs
from zhengyou.jobs import actions, queries, registry
from zhengyou.jobs.lifecycle import State
from zhengyou.jobs.models import Job
from zhengyou.scoping import Reach, Scope
from zhengyou.web.errors import Conflict, Forbidden
from zhengyou.web.health import SILENT
from zhengyou.web.policy import ScopedRequest, SignedIn, page
from zhengyou.web.todo import Waiting

PER_PAGE = 25
NEWS = timedelta(days=7)
PATIENCE = 10.0  # seconds a job may wait before we look whether there is a worker at all


@page(policy=SignedIn())
@require_safe
def listing(request: ScopedRequest) -> HttpResponse:
    """What this person began, newest first."""
    mine = Paginator(queries.mine(request.scope), PER_PAGE)
    return render(request, "web/jobs/list.html", {"page": mine.get_page(request.GET.get("page"))})


@page(policy=SignedIn())
@require_safe
@never_cache
def record(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """One job: where it stands, what came of it."""
    job = get_object_or_404(queries.visible(request.scope), pk=pk)
    note_shown(job, request.scope, timezone.now())
    return render(request, "web/jobs/job.html", shown(job, request.scope, timezone.now()))


@page(policy=SignedIn())
@require_safe
@never_cache
def progress(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The part of a page that follows a job; it asks again every two seconds until the job is over."""
    job = get_object_or_404(queries.visible(request.scope), pk=pk)
    if not request.htmx:
        return redirect("jobs:page", pk=pk)
    note_shown(job, request.scope, timezone.now())
    # Other pages embed this part; only the job's own page has a button to take away when the job is over.
    own_page = request.htmx.current_url_abs_path == reverse("jobs:page", args=[pk])
    context = {**shown(job, request.scope, timezone.now()), "own_page": own_page}
    return render(request, "web/jobs/progress.html", context)


@page(policy=SignedIn())
@require_POST
def cancel(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Asks the job to stop; only who began it may."""
    job = get_object_or_404(queries.visible(request.scope), pk=pk)
    if not may_cancel(job, request.scope):
        raise Forbidden
    try:
        job = jobs.cancel(job=job, at=timezone.now())
    except jobs.AlreadyFinished:
        raise Conflict(_("这项工作已经结束，不能再取消。")) from None
    if not job.finished:
        messages.info(request, _("已通知停止，处理完手头的一小批后停下。"))
    return redirect("jobs:page", pk=pk)


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """For the start page: the person's work that ended within a week and was not looked at since."""
    since = timezone.make_aware(datetime.combine(today - NEWS, time.min))
    words = {State.DONE.value: _("“%(title)s”已完成"), State.FAILED.value: _("“%(title)s”没有完成")}
    return [
        Waiting(
            due_on=None,
            text=words[job.state] % {"title": job.title},
            url=reverse("jobs:page", args=[job.pk]),
            verb=_("查看结果"),
        )
        for job in queries.news(scope, since=since)
    ]


def note_shown(job: Job, scope: Scope, now: datetime) -> None:
    """Takes a finished job off its owner's start page."""
    if (
        job.finished
        and job.shown_at is None
        and job.created_by is not None
        and job.created_by == scope.user_id
    ):
        actions.shown(job=job, at=now)


def shown(job: Job, scope: Scope, now: datetime) -> dict[str, Any]:
    """What page and fragment show of a job."""
    return {
        "job": job,
        "trail": [(_("后台工作"), reverse("jobs:list"))],
        "progress": {
            "poll": reverse("jobs:progress", args=[job.pk]),
            "percent": job.percent,
            "message": message(job, now),
            "finished": job.finished,
            "failed": job.state == State.FAILED,
            "next_url": result_url(job),
            "next_label": _("查看结果"),
        },
        "may_cancel": may_cancel(job, scope) and not job.finished and not job.cancel_requested,
    }


def message(job: Job, now: datetime) -> str:
    """One sentence on where the job stands."""
    if job.state == State.QUEUED:
        return _waiting(job, now)
    if job.state == State.RUNNING:
        return _("正在停止……") if job.cancel_requested else _doing(job)
    if job.state == State.DONE:
        return str(job.result.get("message") or _("已完成。"))
    return job.error if job.state == State.FAILED else _("已取消。")


def _waiting(job: Job, now: datetime) -> str:
    if (now - job.queued_at).total_seconds() > PATIENCE:
        age = queries.heartbeat_age(at=now)
        if age is None or age > SILENT:
            return _("正在等待，但后台服务没有运行。请告诉系统管理员启动它；启动后会接着办。")
    return _("正在排队，马上开始。")


def _doing(job: Job) -> str:
    """第 2 步（共 3 步）：检查，500 / 12,000"""
    parts = []
    if registry.known(job.kind):
        handler = registry.find(job.kind)
        names = [stage.name for stage in handler.stages]
        if len(names) > 1 and job.stage in names:
            step = {
                "step": names.index(job.stage) + 1,
                "steps": len(names),
                "label": handler.label(job.stage),
            }
            parts.append(_("第 %(step)s 步（共 %(steps)s 步）%(label)s") % step)
    if job.message:
        parts.append(job.message)
    if job.total:
        parts.append(f"{job.done:,} / {job.total:,}")
    return "　".join(parts) or _("正在处理。")


def result_url(job: Job) -> str:
    """Where the result is shown, "" when there is none; an address of this site only."""
    url = str(job.result.get("result_url") or "")
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


def may_cancel(job: Job, scope: Scope) -> bool:
    """Whoever began it, and the operator."""
    own = scope.user_id is not None and job.created_by == scope.user_id
    return own or scope.reach is Reach.EVERYTHING
