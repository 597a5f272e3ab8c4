"""Pages of the Party line: list, record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengyou.accounts.places import place_of
from zhengyou.audit import actions as audit
from zhengyou.organisations.actions import line
from zhengyou.organisations.forms.fields import language
from zhengyou.organisations.forms.line import OrganisationFilter
from zhengyou.organisations.forms.organisation_picker import written
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import facts, territories
from zhengyou.organisations.queries import organisations as queries
from zhengyou.organisations.rules.terms import state
from zhengyou.web import downloads, refusals
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

CHUNK = 2000
BELOW = 50


@page(policy=Needs("units.view"))
def organisations(request: ScopedRequest) -> HttpResponse:
    """The list, filtered and paged."""
    form = OrganisationFilter(request.GET, scope=request.scope)
    shown = paged(request, _listed(request, form))
    rows = list(_rows(request, shown.object_list))
    return render(
        request,
        "organisations/list.html",
        {"form": form, "page": shown, "rows": rows, "filtered": any(form.chosen().values())},
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook, without a cut-off."""
    form = OrganisationFilter(request.GET, scope=request.scope)
    listed = _listed(request, form)
    heads = [
        *(_("党组织名称"), _("党组织代码"), _("党组织类别"), _("所在地"), _("上级党组织"), _("成立时间")),
        *(
            _("最近一次换届时间"),
            _("届满日"),
            _("书记姓名"),
            _("书记来源"),
            _("专职党务工作者数"),
            _("兼职党务工作者数"),
        ),
    ]
    return downloads.export(
        request,
        "export.organisations",
        f"{_('党组织')}.xlsx",
        heads,
        _lines(request, listed.iterator(chunk_size=CHUNK)),
        subject=_("党组织名单"),
        path=place_of(request),
        detail={"filter": sorted(name for name, text in request.GET.items() if text)},
    )


@page(policy=Needs("units.view"))
def organisation(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record: facts with source and date, the line above and below, history."""
    return _record(request, found(request, pk))


@require_POST
@never_cache
@page(policy=Needs("units.view", noted=refusals.REVEAL))
def reveal_phone(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record once with the secretary's telephone number; who looked is kept in the log."""
    row = found(request, pk)
    if not request.scope.sees("secretary_personal"):
        refusals.note(
            request,
            refusals.REVEAL,
            subject_kind=line.KIND,
            subject_id=row.pk,
            subject=row.name,
            path=row.place,
        )
        return render(request, "403.html", status=403)
    audit.record(
        "reveal.secretary_phone",
        by=request.scope,
        at=timezone.now(),
        subject_kind=line.KIND,
        subject_id=row.pk,
        subject=row.name,
        path=row.place,
    )
    return _record(request, row, revealed=True)


@page(policy=Needs("units.view"))
def organisation_options(request: ScopedRequest) -> HttpResponse:
    """Suggestions for an organisation field, inside the scope."""
    text = request.GET.get(request.GET.get("field", ""), "").strip()
    offered = queries.offered(request.scope, q=text) if len(text) >= 2 else []
    names = territories.names_by_path([row.place for row in offered])
    options = [(written(row), names.get(row.place, "")) for row in offered]
    return render(request, "organisations/organisation_options.html", {"options": options})


def found(request: ScopedRequest, pk: int) -> PartyOrganisation:
    """The organisation inside the scope, or 404."""
    rows = PartyOrganisation.objects.within(request.scope).select_related("superior", "territory")
    return get_object_or_404(rows, pk=pk)


def _record(request: ScopedRequest, row: PartyOrganisation, *, revealed: bool = False) -> HttpResponse:
    scope = request.scope
    above = queries.line_above(row)
    below = queries.below_it(scope, row)
    reveal = reverse("organisations:reveal_phone", args=[row.pk])
    groups = [
        (
            group,
            [
                {
                    "term": fact.term,
                    "value": fact.value,
                    "source": fact.source,
                    "date": fact.date,
                    "reveal": reveal if fact.reveal else "",
                }
                for fact in known
            ],
        )
        for group, known in facts.facts(scope, row, language=language(), revealed=revealed)
    ]
    return render(
        request,
        "organisations/record.html",
        {
            "organisation": row,
            "trail": trail(None),
            "may_reorganise": line.may_reorganise(scope, row),
            "groups": groups,
            "level": facts.level_label(row.level, language()),
            "due": state(row.election_due, on=timezone.localdate()),
            "above": above,
            "reachable": queries.reachable(scope, above),
            "below": below[:BELOW],
            "below_count": below.count(),
            "links": queries.links(row),
            "history": facts.history(scope, row, language=language()),
            "revealed": revealed,
        },
    )


def trail(row: PartyOrganisation | None) -> list[tuple[str, str]]:
    """What stands above a page: the list, and the record when the page is about one."""
    above = [(pgettext("many", "党组织"), reverse("organisations:list"))]
    return [*above, (row.name, reverse("organisations:organisation", args=[row.pk]))] if row else above


def _listed(request: ScopedRequest, form: OrganisationFilter) -> Any:
    chosen = form.chosen()
    return queries.listed(
        request.scope,
        today=timezone.localdate(),
        q=chosen["q"],
        level=chosen["level"],
        due=chosen["due"],
        place=chosen["place"] or None,
        closed=bool(chosen["closed"]),
        sort=request.GET.get("sort", ""),
    )


def _rows(request: ScopedRequest, found: Iterable[PartyOrganisation]) -> Iterator[dict[str, Any]]:
    """What a list shows of each organisation; the names of the places come with one query."""
    rows = list(found)
    places = territories.names_by_path([row.place for row in rows])
    today = timezone.localdate()
    for row in rows:
        yield {
            "organisation": row,
            "level": facts.level_label(row.level, language()),
            "place": places.get(row.place, ""),
            "secretary": facts.secretary_name(request.scope, row),
            "due": state(row.election_due, on=today),
        }


def _lines(request: ScopedRequest, found: Iterator[PartyOrganisation]) -> Iterator[list[Any]]:
    while chunk := list(islice(found, CHUNK)):
        for shown in _rows(request, chunk):
            row = shown["organisation"]
            source = facts.level_label(row.secretary_source, language(), enum="secretary_source")
            yield [
                row.name,
                row.code,
                shown["level"],
                shown["place"],
                row.superior.name if row.superior else "",
                row.founded,
                row.last_election,
                row.election_due,
                shown["secretary"],
                source if row.secretary_source else "",
                row.workers_full,
                row.workers_part,
            ]
