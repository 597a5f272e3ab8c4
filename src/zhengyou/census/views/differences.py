"""Pages of differences between the unit's count, the branch's roll and the member's own word."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.accounts.places import place_of
from zhengyou.census.actions import differences as actions
from zhengyou.census.forms.rolls import DifferenceFilter, ExplainForm
from zhengyou.census.queries import differences as queries
from zhengyou.census.queries import words
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach
from zhengyou.scoping.prefix import ancestors
from zhengyou.web import downloads
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

_OFFICES: Final = frozenset({Reach.TERRITORY, Reach.EVERYTHING})


@page(policy=Needs("members.view"))
def differences(request: ScopedRequest) -> HttpResponse:
    """The open differences of a place; a city or province chooses one below it, what stands at none is listed there."""
    form, place = _asked(request)
    choices = _choices(request, form, place)
    chosen = form.chosen()
    found = _listed(request, form, place, alone=bool(choices))
    shown = paged(request, found)
    places = territories.names_by_path({one.path for one in shown.object_list})
    context: dict[str, Any] = {
        "form": form,
        "page": shown,
        "rows": [(one, places.get(one.path, "")) for one in shown.object_list],
        "place": place,
        "choices": choices,
        "counted": any(one.differences is not None for one in choices),
        "wider": _wider(request, place),
        "explained": chosen["show"] == "explained",
        "filtered": any(chosen.values()),
        "query": request.GET.urlencode(),
    }
    return render(request, "census/differences.html", context)


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook."""
    if not request.scope.may("members.view"):
        raise Forbidden
    form, place = _asked(request)
    found = _listed(request, form, place, alone=bool(_choices(request, form, place)))
    places = territories.names_by_path({one.path for one in found})
    heads = [
        _("所在地"),
        _("单位、支部或党员"),
        _("差异"),
        _("情况"),
        _("原因"),
        _("说明"),
        _("说明人"),
        _("说明日期"),
    ]
    return downloads.export(
        request,
        "export.differences",
        f"{_('党员差异清单')}.xlsx",
        heads,
        (_line(one, places.get(one.path, "")) for one in found),
        subject=_("党员差异清单"),
        path=place_of(request),
    )


def _line(one: queries.Difference, place: str) -> list[Any]:
    told = one.explained
    answer = (
        [words.word("difference_reason", told.reason), told.note, told.actor, timezone.localdate(told.at)]
        if told
        else ["", "", "", None]
    )
    return [place, one.name, one.title, one.sentence, *answer]


@page(policy=Needs("members.view"))
def difference(request: ScopedRequest, key: str) -> HttpResponse:
    """One difference with the members behind it; whoever keeps the roll explains it."""
    _require_names(request)
    one = queries.found(request.scope, key)
    if one is None:
        raise Http404
    told = one.explained
    initial = {"reason": told.reason, "note": told.note} if told else None
    form = ExplainForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.explain(
            difference=one,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("已说明。数字再变时会重新列出。"))
        return redirect(_list_of(request, one))
    trail = [(_("党员"), reverse("census:members")), (_("差异清单"), reverse("census:differences"))]
    members = list(queries.members_behind(request.scope, one)[:51])
    return form_page(
        request,
        form,
        title=one.name,
        form_id="difference.explain",
        trail=trail,
        about=one.title,
        button=_("保存说明"),
        template="census/difference.html",
        one=one,
        members=[(member, mask_name(member.name)) for member in members[:50]],
        more=len(members) > 50,
    )


def _asked(request: ScopedRequest) -> tuple[DifferenceFilter, Territory | None]:
    _require_names(request)
    form = DifferenceFilter(request.GET, scope=request.scope)
    return form, form.chosen()["place"] or territories.top(request.scope)


def _choices(request: ScopedRequest, form: DifferenceFilter, place: Territory | None) -> list[queries.Choice]:
    """The places to choose from where one page would be too much: for an office; a branch's rolls are one list anyway."""
    if place is None or request.scope.reach not in _OFFICES:
        return []
    chosen = form.chosen()
    explained = chosen["show"] == "explained"
    return queries.choices(request.scope, place, kind=chosen["kind"], explained=explained)


def _listed(
    request: ScopedRequest, form: DifferenceFilter, place: Territory | None, *, alone: bool
) -> list[queries.Difference]:
    chosen = form.chosen()
    own = place if chosen["place"] or request.scope.reach in _OFFICES else None
    return queries.listed(
        request.scope,
        place=own,
        alone=alone,
        kind=chosen["kind"],
        explained=chosen["show"] == "explained",
    )


def _wider(request: ScopedRequest, place: Territory | None) -> Territory | None:
    """The place above from which this one was chosen, None at the office's own."""
    if place is None or request.scope.reach not in _OFFICES or place.parent_id is None:
        return None
    return territories.below_scope(request.scope).filter(pk=place.parent_id).first()


def _list_of(request: ScopedRequest, one: queries.Difference) -> str:
    """Back to the list that the difference stands on."""
    url = reverse("census:differences")
    if request.scope.reach not in _OFFICES:
        return url
    above = territories.below_scope(request.scope).filter(path__in=ancestors(one.path)).order_by("path")
    for place in above:
        if place.level == "county" and place.path != request.scope.path:
            return f"{url}?place={place.code}"
    return url


def _require_names(request: ScopedRequest) -> None:
    if not request.scope.sees("member_names"):
        raise Forbidden
