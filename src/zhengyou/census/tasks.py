"""Imports as long work: checked and committed in the background, taken up again after a kill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.census.actions import comparing, duplicates, exports, imports, refused_rows
from zhengyou.census.importing import storing
from zhengyou.census.importing.task import Progress, Task
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import Comparison, ImportBatch, LayoutExport
from zhengyou.organisations.models import Territory
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

_RUN: Final = "the job of the batch, begun by a person whose scope is read again"
_WHOLE: Final = 100
_PART: Final = {"check": (0, 50), "compare": (50, 60), "apply": (60, 100)}  # of the work, as measured


@jobs.handler(
    imports.CHECK,
    stages=("check", "refused"),
    labels={"check": gettext_lazy("检查"), "refused": gettext_lazy("整理退回的行")},
)
class Check:
    """Preview of a workbook."""

    def check(self, ctx: jobs.Context) -> dict[str, Any]:
        """Reads, checks, compares; writes no facts."""
        batch, by = _found(ctx)
        if batch.state == ImportState.CHECKED:
            return _figures(batch)  # killed between the last write and the tick
        _stepping_back(
            batch,
            by,
            "stop_check",
            lambda: imports.check_stored(batch=batch, task=_task(batch, by), progress=_bar(ctx)),
        )
        return _figures(batch)

    def refused(self, ctx: jobs.Context) -> dict[str, Any]:
        """The workbook of refused rows."""
        return _return_refused(ctx, "check")


@jobs.handler(
    imports.COMMIT,
    stages=("apply", "refused"),
    labels={"apply": gettext_lazy("导入"), "refused": gettext_lazy("整理退回的行")},
)
class Commit:
    """Writing of a workbook."""

    def apply(self, ctx: jobs.Context) -> dict[str, Any]:
        """Reads, checks, compares and writes, all in one transaction; written once however often it is begun."""
        batch, by = _found(ctx)
        written = _stepping_back(
            batch,
            by,
            "stop_commit",
            lambda: imports.commit_stored(batch=batch, task=_task(batch, by), progress=_bar(ctx)),
        )
        jobs.follow_up()
        return _figures(written)

    def refused(self, ctx: jobs.Context) -> dict[str, Any]:
        """The workbook of refused rows."""
        return _return_refused(ctx, "apply")


@jobs.handler(comparing.KIND)
def compare(ctx: jobs.Context) -> dict[str, Any]:
    """Two rounds compared for a territory."""
    rows = Comparison.objects.across_all(because=_RUN).select_related("earlier", "later", "territory")
    held = rows.get(pk=ctx.payload["comparison"])
    message = _("正在比对：%(done)s 家")
    comparing.count(
        comparison=held,
        at=timezone.now(),
        told=lambda done, total: ctx.progress(done, total, message % {"done": done}),
    )
    query = urlencode({"earlier": held.earlier.code, "later": held.later.code, "place": held.territory.code})
    return {"result_url": f"{reverse('census:round_compare')}?{query}"}


@jobs.handler(duplicates.SEARCH)
def search_duplicates(ctx: jobs.Context) -> dict[str, Any]:
    """Units of a territory that look alike: all are compared before the first is written, so a kill leaves nothing half."""
    by = _scope(ctx)
    territory = Territory.objects.across_all(because=_RUN).get(pk=ctx.payload["territory"])
    words = {"read": _("正在读取单位"), "compare": _("正在比对"), "write": _("正在登记")}
    found = duplicates.search(
        territory=territory,
        by=by,
        at=timezone.now(),
        tell=lambda step: ctx.progress(list(words).index(step), len(words), words[step]),
    )
    return {
        "message": _("比对了 %(units)s 家单位，新找到 %(new)s 对，等您判断。")
        % {"units": found.compared, "new": found.new + found.again},
        "result_url": reverse("census:duplicates"),
    }


@jobs.handler(refused_rows.JOB)
def return_refused(ctx: jobs.Context) -> dict[str, Any]:
    """The workbook of refused rows of an import by command, when somebody asks for it."""
    batch, _by = _found(ctx)
    ctx.progress(0, 1, _("正在整理退回的行"))
    refused_rows.make(batch=batch)
    return {"refused": batch.refused, "result_url": reverse("census:import", args=[batch.pk])}


@jobs.handler(exports.JOB)
def fill_table(ctx: jobs.Context) -> dict[str, Any]:
    """Somebody's own table, filled."""
    rows = LayoutExport.objects.across_all(because=_RUN).select_related("territory", "layout__territory")
    export, by = rows.get(pk=ctx.payload["export"]), _scope(ctx)
    with exports.plan(export, by) as plan:
        total = plan.count()
    ctx.progress(0, total, _("正在填表"))
    exports.write(export=export, by=by, at=timezone.now(), told=lambda done: ctx.progress(done, total))
    return {"rows": export.rows_written, "result_url": reverse("census:layout_export", args=[export.pk])}


def _figures(batch: ImportBatch) -> dict[str, Any]:
    names = ("created", "updated", "unchanged", "refused")
    return {
        "read": batch.rows_read,
        "accepted": batch.accepted,
        **{name: getattr(batch, name) for name in names},
    }


def expire(at: datetime) -> None:
    """Once a day: files of imports are not kept longer than their reason."""
    imports.clear(at=at)
    exports.clear(at=at)


def _return_refused(ctx: jobs.Context, before: str) -> dict[str, Any]:
    batch, _by = _found(ctx)
    ctx.progress(0, 1, _("正在整理退回的行"))
    refused_rows.make(batch=batch)
    return {**ctx.results[before], "result_url": reverse("census:import", args=[batch.pk])}


def _found(ctx: jobs.Context) -> tuple[ImportBatch, Scope]:
    rows = ImportBatch.objects.across_all(because=_RUN).select_related("territory", "round")
    return rows.get(pk=ctx.payload["batch"]), _scope(ctx)


def _scope(ctx: jobs.Context) -> Scope:
    """The scope of whoever began it, as it is now: an appointment that has ended imports nothing."""
    payload = ctx.payload
    if payload["user"] is None:
        return Scope.operator()
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    for appointment in appointments_of(user, on=timezone.localdate()) if user else ():
        scope = scope_for(user, appointment)  # type: ignore[arg-type]
        if (scope.role, scope.path) == (payload["role"], payload["path"]):
            return scope
    raise Refused(_("发起导入的人已不在任，这次导入没有进行。请由在任人员重新发起。"))


def _task(batch: ImportBatch, by: Scope) -> Task:
    mapping = ColumnMapping.from_json(batch.mapping)
    return Task(
        kind=batch.kind,
        file=storing.path_of(batch.stored_as),
        file_name=batch.file_name,
        territory=batch.territory,
        round=batch.round,
        by=by,
        at=timezone.now(),
        confirmed=mapping,
        headings=batch.headings,
        entered_by=batch.entered_by,
    )


def _stepping_back(batch: ImportBatch, by: Scope, stop: str, work: Callable[[], Any]) -> Any:
    """Does the work; a batch whose job was stopped or failed does not stay behind as if it still ran."""
    try:
        return work()
    except jobs.Cancelled:
        imports.step_back(batch=batch, move=stop, by=by)
        raise
    except (jobs.Interrupted, jobs.LeaseLost):
        raise  # this or another process goes on with it
    except Exception:
        imports.step_back(batch=batch, move="fail", by=by)
        raise


def _bar(ctx: jobs.Context) -> Progress:
    """The three steps as one bar of a hundred parts; the words say how many rows."""
    words = {"check": _("正在检查"), "compare": _("正在比对"), "apply": _("正在写入")}

    def tell(stage: str, done: int, total: int | None) -> None:
        first, last = _PART[stage]
        part = first if not total else first + (last - first) * done // total
        message = _("%(what)s：%(done)s 行") % {"what": words[stage], "done": done}
        ctx.progress(part, _WHOLE, message)

    return tell
