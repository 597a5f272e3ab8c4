"""The work-list of units that a round has not seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import jobs
from zhengyou.accounts.places import place_of
from zhengyou.census.actions import missing as actions
from zhengyou.census.forms.missing import FORMS, MissingFilter
from zhengyou.census.models import MissingUnit, Round, Unit
from zhengyou.census.queries import comparison, imports
from zhengyou.census.queries import missing as queries
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach
from zhengyou.web import downloads
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.forms import QuestionForm
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids

Answer = MissingUnit.Answer
_LABELS: Final = {  # buttons
    Answer.CLOSED: gettext_lazy("勾选的单位已终止"),
    Answer.MOVED: gettext_lazy("勾选的单位迁往别处"),
    Answer.OPERATING: gettext_lazy("勾选的单位仍在经营"),
    Answer.ASK: gettext_lazy("交人核实勾选的单位"),
}


@page(policy=Needs("units.view"))
def missing(request: ScopedRequest, pk: int) -> HttpResponse:
    """The list; a POST answers for the ticked units."""
    round, earlier, filters, place = _asked(request, pk)
    answered = request.POST.get("answer", "") if request.method == "POST" else ""
    forms = {
        key: form(request.POST if key == answered else None, scope=request.scope)
        for key, form in FORMS.items()
    }
    if request.method == "POST":
        if answered not in forms:
            raise Http404
        if forms[answered].is_valid() and (done := _answer(request, round, answered, forms[answered])):
            return done
    context: dict[str, Any] = {
        "round": round,
        "earlier": earlier,
        "place": place,
        "filters": filters,
        "may_answer": request.scope.may("units.edit") and round.closed_at is None,
        "answers": [(key, Answer(key).label, _LABELS[Answer(key)], form) for key, form in forms.items()],
        "ticked": set(request.POST.getlist("unit")),
        "today": timezone.localdate(),
        "shown_at": timezone.now().isoformat(),
    }
    if earlier is not None:
        shown = paged(request, _listed(request, round, earlier, filters, place))
        context |= {
            "page": shown,
            "lines": queries.lines(shown.object_list, round, earlier),
            "imported": queries.imported(request.scope, round, place),
        }
    wrong = any(form.errors for form in forms.values())
    return render(request, "census/round_missing.html", context, status=422 if wrong else 200)


@page(policy=Needs("export"))
def export(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The list as a workbook: every row."""
    round, earlier, filters, place = _asked(request, pk)
    if earlier is None:
        raise Http404
    heads = [
        _("所在地"), _("单位"), _("统一社会信用代码"), _("上轮见于"), _("经营（存续）状态"), _("答复"), _("谁去核实"),
        _("什么时候以前"), _("迁往何处"), _("说明"), _("谁答复的"),
    ]  # fmt: skip
    return downloads.export(
        request,
        "export.missing",
        f"{_('本轮未见')}-{round.code}.xlsx",
        heads,
        queries.rows(_listed(request, round, earlier, filters, place), round, earlier),
        subject=round.code,
        path=place.path if place else place_of(request),
    )


def _listed(
    request: ScopedRequest, round: Round, earlier: Round, filters: MissingFilter, place: Territory | None
) -> QuerySet[Unit]:
    return queries.listed(request.scope, round, earlier, place=place, show=filters.chosen()["show"])


def _asked(request: ScopedRequest, pk: int) -> tuple[Round, Round | None, MissingFilter, Territory | None]:
    """Round, the one it is held against, what narrows. Raises Forbidden for whoever is no office."""
    if request.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden
    round = get_object_or_404(Round.objects.within(request.scope), pk=pk)
    older = list(imports.rounds().filter(as_of__lt=round.as_of))
    filters = MissingFilter(request.GET, scope=request.scope, rounds=older)
    chosen = filters.chosen()
    earlier = next((one for one in older if one.code == chosen["earlier"]), None) or comparison.before(round)
    return round, earlier, filters, chosen["place"] or None


def _answer(request: ScopedRequest, round: Round, answered: str, form: QuestionForm) -> HttpResponse | None:
    """Writes the answer and shows the list again; None when it was refused, with the reason at the form."""
    act, facts = _acts(answered, form.cleaned_data)
    try:
        done = act(
            round=round,
            units=row_ids(request.POST.getlist("unit")),
            by=request.scope,
            at=timezone.now(),
            shown_at=_moment(request.POST.get("shown_at", "")),
            **facts,
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None
    except Conflict as conflict:
        messages.warning(request, conflict.sentence)
    else:
        jobs.follow_up()
        said = {"number": done, "answer": Answer(answered).label}
        messages.success(request, _("已为 %(number)s 家答复：%(answer)s。") % said)
    return redirect(request.get_full_path())


def _acts(answered: str, said: dict[str, Any]) -> tuple[Callable[..., int], dict[str, Any]]:
    if answered == Answer.CLOSED:
        return actions.closed, {"reason": said["closing_reason"], "on": said["closed_on"]}
    if answered == Answer.MOVED:
        return actions.moved, {
            "territory": said["territory"], "where": said["where"], "on": said["moved_on"]
        }  # fmt: skip
    if answered == Answer.OPERATING:
        return actions.operating, {"note": said["how"]}
    return actions.ask, {"assigned_to": said["assigned_to"], "due": said["due"], "note": said["note"]}


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
