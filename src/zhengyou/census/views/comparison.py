"""Pages of what changed between two rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.census.actions import comparing
from zhengyou.census.forms.rounds import CompareFilter
from zhengyou.census.models import Comparison, Round
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries import comparing_organisations, imports
from zhengyou.census.queries import comparison as queries
from zhengyou.census.queries.between import Found
from zhengyou.census.queries.between_organisations import PREFIX
from zhengyou.jobs.lifecycle import FINISHED, State
from zhengyou.jobs.queries import visible
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach, below, is_below
from zhengyou.web import downloads
from zhengyou.web.errors import Forbidden
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

_OVER: Final = frozenset(state.value for state in FINISHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; a round that is not there is None."""

    earlier: Round | None
    later: Round | None
    place: Territory
    form: CompareFilter

    def query(self, **more: str) -> str:
        """The same question as the end of an address."""
        assert self.earlier is not None
        assert self.later is not None
        told = {"earlier": self.earlier.code, "later": self.later.code, "place": self.place.code}
        return "?" + urlencode(told | more)


@page(policy=Needs("units.view"))
def compare(request: ScopedRequest) -> HttpResponse:
    """Numbers by field and by territory, once they are counted."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "form": asked.form, "rounds": imports.rounds().count()}
    if asked.earlier and asked.later and asked.earlier.as_of < asked.later.as_of:
        held = queries.held(request.scope, asked.earlier, asked.later, asked.place)
        job = visible(request.scope).filter(pk=held.job_id).first() if held and held.job_id else None
        context |= {
            "query": asked.query(),
            "comparison": held,
            "running": job if job and job.state not in _OVER else None,
            "failed": job if job and job.state == State.FAILED.value else None,
            "table": queries.table(request.scope, held) if held and held.run else None,
        }
    return render(request, "census/round_compare.html", context)


@require_POST
@page(policy=Needs("units.view"))
def start(request: ScopedRequest) -> HttpResponse:
    """Begins to count, or to count anew."""
    asked = _asked(request)
    if asked.earlier is None or asked.later is None:
        raise Http404
    held = comparing.of(earlier=asked.earlier, later=asked.later, territory=asked.place, by=request.scope)
    comparing.start(comparison=held, by=request.scope)
    return redirect(reverse("census:round_compare") + asked.query())


@page(policy=Needs("units.view"))
def behind(request: ScopedRequest) -> HttpResponse:
    """The units behind one number: old, new, who said so, when, from where."""
    asked, held, at, rows, title = _behind(request)
    shown = paged(request, rows)
    return render(
        request,
        "census/round_compare_units.html",
        {
            "title": title,
            "at": at,
            "page": shown,
            "lines": queries.behind(shown.object_list),
            "comparison": held,
            "field": request.GET.get("field", ""),
            "organisations": request.GET.get("field", "").startswith(PREFIX),
            "back": reverse("census:round_compare") + asked.query(),
        },
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook: every row."""
    _asked_for, held, at, rows, title = _behind(request)
    heads = [
        _("所在地"), _("名称"), _("代码"), _("项目"), _("情况"), _("原来"), _("现在"), _("谁"),
        _("什么时候"), _("来源"),
    ]  # fmt: skip
    return downloads.export(
        request,
        "export.comparison",
        f"{title}-{at.name}.xlsx",
        heads,
        queries.lines(rows),
        subject=f"{comparing.title(held)} · {title}"[:200],
        path=at.path,
    )


def _asked(request: ScopedRequest) -> Asked:
    """Rounds and place of the address. Raises Forbidden for whoever is no office, Http404 for what is not there."""
    own = territories.top(request.scope)
    if request.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING} or own is None:
        raise Forbidden
    sent = request.POST if request.method == "POST" else request.GET
    given = {name: sent.get(name, "").strip() for name in ("earlier", "later", "place")}
    place = own
    if given["place"]:
        place = next(iter(territories.below_scope(request.scope).filter(code=given["place"])), None) or own
        if place.code != given["place"]:
            raise Http404
    earlier, later = queries.pair(given["earlier"], given["later"])
    settled = {
        "earlier": earlier.code if earlier else "",
        "later": later.code if later else "",
        "place": place.code,
    }
    form = CompareFilter(settled, scope=request.scope, rounds=list(imports.rounds()))
    return Asked(earlier, later, place, form)


def _behind(request: ScopedRequest) -> tuple[Asked, Comparison, Territory, QuerySet[Any] | list[Found], str]:
    """The rows that the address asks for, and what they are called. Raises Http404."""
    asked = _asked(request)
    held = (
        queries.held(request.scope, asked.earlier, asked.later, asked.place)
        if asked.earlier and asked.later
        else None
    )
    at = territories.below_scope(request.scope).filter(code=request.GET.get("at") or asked.place.code).first()
    if held is None or not held.run or at is None or not is_below(at.path, held.path):
        raise Http404
    key, kind = request.GET.get("field", ""), request.GET.get("kind", "")
    where = Q(path=at.path) if request.GET.get("own") else below("path", at.path)
    if key:
        label = queries.seen_as(request.scope, key)
        if not label or kind not in {"", *queries.CHANGES}:
            raise Http404
        kinds = [kind] if kind else list(queries.CHANGES)
        if key.startswith(PREFIX):
            alone = bool(request.GET.get("own"))
            found = comparing_organisations.rows_behind(held, at=at, alone=alone, key=key, kinds=kinds)
            return asked, held, at, found, label
        return asked, held, at, queries.rows_behind(held, where=where, key=key, kinds=kinds), label
    if kind not in queries.FATES or kind == Kind.MISSING:
        raise Http404
    title = str(Kind(kind).label)
    if kind == Kind.UNCHANGED:
        return asked, held, at, queries.unchanged(held, where=where), title
    return asked, held, at, queries.rows_behind(held, where=where, key="", kinds=[kind]), title
