"""Pages of what an office keeps about its tables: see, rename, forget."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.actions import layouts as actions
from zhengyou.census.forms.exports import LayoutNameForm
from zhengyou.census.models import KeptLayout
from zhengyou.census.queries import layouts as queries
from zhengyou.organisations.queries import territories
from zhengyou.web.form_pages import form_page
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("imports.run"))
def layouts(request: ScopedRequest) -> HttpResponse:
    """The office's own layouts, and those of the offices above that serve it too."""
    own = territories.top(request.scope)
    found = queries.listed(request.scope, own.path if own else "")
    shown = paged(request, found)
    rows = [
        (row, sum(1 for one in row.columns if one["field"]), own is not None and row.territory_id == own.pk)
        for row in shown.object_list
    ]
    return render(request, "census/layouts.html", {"page": shown, "rows": rows})


@page(policy=Needs("imports.run"))
def rename(request: ScopedRequest, pk: int) -> HttpResponse:
    """A name of the office's own."""
    row = _own(request, pk)
    form = LayoutNameForm(request.POST or None, scope=request.scope, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(layout=row, name=form.cleaned_data["name"], by=request.scope, at=timezone.now())
        return redirect("census:layouts")
    return form_page(
        request,
        form,
        title=_("给表样起名"),
        form_id="layout.rename",
        trail=_trail(),
        about=row.title,
    )


@page(policy=Needs("imports.run"))
def forget(request: ScopedRequest, pk: int) -> HttpResponse:
    """The next table like it is proposed afresh."""
    row = _own(request, pk)
    if request.method == "POST":
        actions.forget(layout=row, by=request.scope, at=timezone.now())
        messages.success(request, _("已忘记“%(name)s”。") % {"name": row})
        return redirect("census:layouts")
    return render(
        request,
        "census/confirm.html",
        {
            "title": _("忘记表样"),
            "trail": _trail(),
            "question": _("忘记“%(name)s”各列的对应？") % {"name": row},
            "consequence": _("下次上传同样的表，要重新核对各列。已经导入的内容不受影响。"),
            "button": _("忘记"),
            "back": reverse("census:layouts"),
            "danger": True,
        },
    )


def _own(request: ScopedRequest, pk: int) -> KeptLayout:
    """The layout that the person's own office keeps, or 404."""
    return get_object_or_404(queries.own(request.scope), pk=pk)


def _trail() -> list[tuple[str, str]]:
    return [(_("导入"), reverse("census:imports")), (_("用过的表样"), reverse("census:layouts"))]
