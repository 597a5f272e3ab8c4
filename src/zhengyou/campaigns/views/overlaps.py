"""The page of clauses that may ask the same, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import overlaps as actions
from zhengyou.campaigns.forms.directives import DecideForm, OverlapFilter
from zhengyou.campaigns.models import Overlap
from zhengyou.campaigns.queries import overlaps as queries
from zhengyou.campaigns.rules.document.differences import Change, Stretch, mark
from zhengyou.campaigns.views.directives import TAB
from zhengyou.campaigns.views.section import page_of
from zhengyou.web.errors import Refused
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

ON_A_PAGE = 20
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


@page(policy=Needs("directives.view"))
def overlaps(request: ScopedRequest) -> HttpResponse:
    """Pairs that wait, or those decided; the most alike first."""
    form = OverlapFilter(request.GET)
    state = form.chosen()["state"] or Overlap.State.PROPOSED
    shown = paged(request, queries.standing(request.scope).filter(state=state), size=ON_A_PAGE)
    context = {
        "trail": [(_("文件"), reverse("campaigns:directives"))],
        "form": form,
        "page": shown,
        "state": state,
        "pairs": [(row, sides(row)) for row in shown.object_list],
        "decides": request.scope.may("directives.manage"),
        "own_place": request.scope.place,
    }
    return page_of(request, TAB, "campaigns/overlaps.html", context)


@require_POST
@page(policy=Needs("directives.manage"))
def decide(request: ScopedRequest, pk: int) -> HttpResponse:
    """One pair joined, kept apart or opened again; then the list as it was."""
    row = get_object_or_404(queries.standing(request.scope), pk=pk)
    form = DecideForm(request.POST, scope=request.scope)
    if not form.is_valid():
        raise Refused(_("没有看懂这一步。请返回页面再点一次。"))
    actions.decide(
        overlap=row,
        state=Overlap.State(form.cleaned_data["state"]),
        was=form.cleaned_data["was"],
        by=request.scope,
        at=timezone.now(),
    )
    was = form.cleaned_data["was"]
    narrowed = "" if was == Overlap.State.PROPOSED else f"?state={was}"
    return redirect(reverse("campaigns:overlaps") + narrowed)


def sides(row: Overlap) -> list[tuple[object, list[tuple[str, bool]]]]:
    """Both clauses, each in stretches with whether the other one differs there; wide and narrow punctuation are the same."""
    texts = [" ".join(clause.text.split()) for clause in (row.first, row.second)]
    stretches = mark(*(text.translate(_WIDE) for text in texts))
    return [
        (row.first, list(_cut(texts[0], stretches, Change.ADDED))),
        (row.second, list(_cut(texts[1], stretches, Change.REMOVED))),
    ]


def _cut(text: str, stretches: Sequence[Stretch], other: Change) -> Iterator[tuple[str, bool]]:
    """The text as it is printed, in the stretches that are its own."""
    place = 0
    for one in stretches:
        if one.change != other:
            yield text[place : place + len(one.text)], one.change is not None
            place += len(one.text)
