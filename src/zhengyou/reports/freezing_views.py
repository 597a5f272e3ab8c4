"""Freezing the figures of a date: what is asked, what it would do, done. It is final, so nothing happens at the first click."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics.actions import foreseeing, freezing
from zhengyou.reports.snapshot_forms import FreezeForm
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("figures.freeze"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to freeze the figures of a date, then what that means, and only what was confirmed is frozen."""
    form = FreezeForm(
        request.POST or None, scope=request.scope, initial={"date": timezone.localdate().isoformat()}
    )
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        with refusals_at(form):
            return (
                _confirmed(request, form)
                if request.POST.get("step") == "confirm"
                else _preview(request, form)
            )
    return form_page(
        request,
        form,
        title=_("定格数字"),
        form_id="snapshot.add",
        trail=_trail(),
        note=_("把现在的全部数字连同现在的区划保存下来，作为这一天的报告。下一步先核对，确认以后才定格。"),
        button=_("下一步"),
    )


def _preview(request: ScopedRequest, form: FreezeForm) -> HttpResponse:
    asked = form.cleaned_data
    foreseen = foreseeing.foreseen(
        day=asked["date"], title=asked["title"], note=asked["note"], by=request.scope, at=timezone.now()
    )
    return render(
        request,
        "reports/snapshots/confirm.html",
        {
            "asked": asked,
            "foreseen": foreseen,
            "sent": [(name, request.POST.get(name, "")) for name in form.fields],
            "trail": _trail(),
        },
    )


def _confirmed(request: ScopedRequest, form: FreezeForm) -> HttpResponse:
    asked = form.cleaned_data
    job = freezing.start(
        day=asked["date"], title=asked["title"], note=asked["note"], by=request.scope, at=timezone.now()
    )
    return redirect("jobs:page", job.pk)


def _trail() -> list[tuple[str, str]]:
    return [(_("定格的数字"), reverse("reports:snapshots"))]
