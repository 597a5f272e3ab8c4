"""What the auditor reads: who did what, when, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou.accounts.places import place_of
from zhengyou.audit import queries
from zhengyou.audit.models import Event
from zhengyou.organisations.audit_words import action_name, detail_text
from zhengyou.organisations.rules.roles import role_name
from zhengyou.web import downloads
from zhengyou.web.forms import FilterForm
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

PAGE = 100
SEALS_PROVED = 1500
"""About a day of seals, one a minute, proved when the page is opened; the command line proves the whole chain."""

DAY = forms.DateInput(attrs={"type": "date"})


class AuditFilter(FilterForm):
    """Narrows the log."""

    action = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    person = forms.CharField(label=gettext_lazy("办理人"), required=False, max_length=60)
    q = forms.CharField(label=gettext_lazy("对象"), required=False, max_length=60)
    since = forms.DateField(label=gettext_lazy("从"), required=False, widget=DAY)
    until = forms.DateField(label=gettext_lazy("到"), required=False, widget=DAY)

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *((code, action_name(code)) for code in actions)]


@page(policy=Needs("audit.read"))
def audit_log(request: ScopedRequest) -> HttpResponse:
    """The events in the order of time, newest first."""
    form = _filter(request)
    listed = paged(request, _events(request, form), size=PAGE)
    rows = [{"event": event, **_words(event)} for event in listed.object_list]
    return render(request, "organisations/audit.html", {"form": form, "page": listed, "rows": rows})


@page(policy=Needs("audit.read"))
def audit_chain(request: ScopedRequest) -> HttpResponse:
    """Whether the sealed log is whole: a fragment of the page above, or a page of its own."""
    context = {
        "broken": queries.broken_seals(last=SEALS_PROVED),
        "last": queries.sealed_up_to(),
        "part": "organisations/audit_chain_part.html",
    }
    if request.htmx:
        return render(request, "organisations/audit_chain_part.html", context)
    return render(request, "organisations/audit_chain.html", context)


@page(policy=Needs("audit.read"))
def audit_export(request: ScopedRequest) -> FileResponse:
    """The same rows as a workbook, all of them; reading them away is itself an event."""
    form = _filter(request)
    rows = _events(request, form)
    heads = [_("时间"), _("事项"), _("代码"), _("办理人"), _("身份"), _("对象"), _("说明")]
    return downloads.export(
        request,
        "export.audit",
        "audit.xlsx",
        heads,
        _table(rows),
        subject_kind="audit",
        path=place_of(request),
        detail={
            "rows": rows.count(),
            "filter": {name: str(value) for name, value in form.chosen().items() if value},
        },
    )


def _filter(request: ScopedRequest) -> AuditFilter:
    return AuditFilter(request.GET, actions=queries.actions(request.scope))


def _events(request: ScopedRequest, form: AuditFilter) -> QuerySet[Event]:
    chosen = form.chosen()
    return queries.events(
        request.scope,
        action=chosen["action"],
        text=chosen["q"],
        person=chosen["person"],
        since=_midnight(chosen["since"]),
        until=_midnight(chosen["until"], days=1),
    )


def _midnight(day: date | str, *, days: int = 0) -> datetime | None:
    """The beginning of a day in local time, `days` later; None for no day."""
    if not isinstance(day, date):
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


def _words(event: Event) -> dict[str, str]:
    return {
        "actor": "" if event.actor == "operator" else event.actor,
        "action": action_name(event.action),
        "role": _role(event.role),
        "detail": detail_text(event.detail),
    }


def _role(code: str) -> str:
    if not code:
        return ""
    return _("系统运行人员") if code == "operator" else role_name(code, get_language() or "")


def _table(rows: QuerySet[Event]) -> Iterator[list[Any]]:
    for event in rows.iterator(chunk_size=2000):
        words = _words(event)
        at = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
        yield [
            at,
            words["action"],
            event.action,
            words["actor"],
            words["role"],
            event.subject,
            words["detail"],
        ]
