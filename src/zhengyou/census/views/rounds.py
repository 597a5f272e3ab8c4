"""Pages of census rounds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.actions import rounds as actions
from zhengyou.census.forms.rounds import OpenRoundForm
from zhengyou.census.models import Round
from zhengyou.census.queries import imports as queries
from zhengyou.scoping import Reach
from zhengyou.web.errors import Conflict
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("imports.run", "rounds.manage"))
def rounds(request: ScopedRequest) -> HttpResponse:
    """All rounds, the newest first."""
    offers = request.scope.may("units.view") and request.scope.reach in {Reach.TERRITORY, Reach.EVERYTHING}
    return render(request, "census/rounds.html", {"rounds": list(queries.rounds()), "offers": offers})


@page(policy=Needs("rounds.manage"))
def open_round(request: ScopedRequest) -> HttpResponse:
    """A form to open a round."""
    form = OpenRoundForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            made = actions.open_round(**form.cleaned_data, by=request.scope, at=timezone.now())
            messages.success(request, _("已开启第 %(code)s 轮摸底。") % {"code": made.code})
            return redirect("census:rounds")
    return form_page(
        request,
        form,
        title=_("开启一轮摸底"),
        form_id="round.open",
        trail=[(_("摸底轮次"), reverse("census:rounds"))],
        note=_("开启后，各级就可以导入这一轮的台账。"),
        button=_("开启"),
    )


@page(policy=Needs("rounds.manage"))
def close_round(request: ScopedRequest, pk: int) -> HttpResponse:
    """A question, then the end of the round."""
    row = get_object_or_404(Round.objects.within(request.scope), pk=pk)
    if request.method == "POST":
        try:
            actions.close_round(round=row, by=request.scope, at=timezone.now())
        except Conflict as conflict:
            messages.info(request, conflict.sentence)
        else:
            messages.success(request, _("第 %(code)s 轮摸底已结束。") % {"code": row.code})
        return redirect("census:rounds")
    return render(
        request,
        "census/confirm.html",
        {
            "title": _("结束一轮摸底"),
            "trail": [(_("摸底轮次"), reverse("census:rounds"))],
            "question": _("结束第 %(code)s 轮摸底？") % {"code": row.code},
            "consequence": _("结束后不能再向这一轮导入台账，已经导入的不受影响。"),
            "button": _("结束"),
            "back": reverse("census:rounds"),
        },
    )
