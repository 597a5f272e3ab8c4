"""The reading page: the tree beside the text, clause by clause, and the ways to mend it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns import clause_words
from zhengyou.campaigns.actions import mending
from zhengyou.campaigns.forms.directives import MendForm
from zhengyou.campaigns.lifecycle import DIRECTIVES
from zhengyou.campaigns.models import Clause, Directive
from zhengyou.campaigns.queries import reading
from zhengyou.campaigns.views.directives import TAB, own, state_words
from zhengyou.campaigns.views.section import page_of
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("directives.view"))
def directive(request: ScopedRequest, pk: int) -> HttpResponse:
    """The whole page; only the panel of one clause when htmx asks for it."""
    row = get_object_or_404(reading.readable(request.scope), pk=pk)
    key = request.GET.get("clause", "")
    held = reading.clause(request.scope, row, key) if key else None
    panel = _panel(request, row, held)
    if request.htmx:
        if held is None:
            raise Http404
        return render(request, "campaigns/parts/clause.html", panel)
    spans = reading.pages(row)
    shown = Paginator(spans, 1).get_page(
        request.GET.get("page") or (reading.page_of(spans, held.start) if held else 1)
    )
    sheet = reading.sheet(request.scope, row, shown.object_list[0])
    word, tone = state_words(row)
    mine = row.place == request.scope.place and request.scope.may("directives.manage")
    context = {
        "trail": [(_("文件"), reverse("campaigns:directives"))],
        "page": shown,
        "sheet": sheet,
        "state": word,
        "tone": tone,
        "mine": mine,
        "steps": [step for step, (before, _after) in DIRECTIVES.items() if mine and row.state in before],
        "selected": held.key if held else "",
        "gone": bool(key and held is None),
        **panel,
    }
    return page_of(request, TAB, "campaigns/directive.html", context)


@require_POST
@page(policy=Needs("directives.manage"))
def mend(request: ScopedRequest, pk: int) -> HttpResponse:
    """One step; then the page again, at the clause that came of it."""
    row = own(request, pk)
    form = MendForm(request.POST, scope=request.scope)
    if not form.is_valid():
        raise Refused(_("没有看懂这一步。请返回页面再点一次。"))
    try:
        said, clause = _step(request, row, form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(_address(row, form.cleaned_data["clause"]))
    except Conflict as conflict:
        conflict.back = _address(row, form.cleaned_data["clause"])
        raise
    messages.success(request, said)
    return redirect(_address(row, clause.key if clause.marked else "", near=clause))


def _step(request: ScopedRequest, row: Directive, asked: dict[str, Any]) -> tuple[str, Clause]:
    """Does it; gives what to say and the clause to show."""
    common: dict[str, Any] = {"by": request.scope, "at": timezone.now()}
    if asked["step"] == "mark":
        start, _dash, end = asked["span"].partition("-")
        if not end:
            raise Refused(_("没有看懂这一步。请返回页面再点一次。"))
        made = mending.mark(directive=row, start=int(start), end=int(end), **common)
        return _("已标为要求 %(key)s。点“不是要求”可以取消。") % {"key": clause_words.said(made.key)}, made
    clause = reading.clause(request.scope, row, asked["clause"])
    if clause is None:
        raise Refused(_("这一条已经不是要求了，可能别人刚改过。"))
    clause.directive = row
    common |= {"version": asked["version"], "seen": asked["seen"]}
    if asked["step"] == "split":
        first, second = mending.split(clause=clause, place=asked["place"] or 0, **common)
        keys = {"first": clause_words.said(first.key), "second": clause_words.said(second.key)}
        return _("已拆成 %(first)s 和 %(second)s。点“与下一条合并”可以还原。") % keys, first
    if asked["step"] == "join":
        joined = mending.join(clause=clause, **common)
        return _("已并入 %(key)s。可以再拆开。") % {"key": clause_words.said(joined.key)}, joined
    gone = mending.unmark(clause=clause, **common)
    return _("%(key)s 不再是要求。在文中点这一句后面的“＋”可以恢复。") % {
        "key": clause_words.said(gone.key)
    }, gone


def _panel(request: ScopedRequest, row: Directive, held: Clause | None) -> dict[str, Any]:
    return {
        "directive": row,
        "own_place": request.scope.place,
        "mends": reading.may_mend(request.scope, row),
        "chosen": reading.chosen(request.scope, row, held) if held else None,
        "place": reading.passage_words(held.passage) if held else "",
        "adds_tasks": request.scope.may("tasks.manage"),
    }


def _address(row: Directive, key: str, near: Clause | None = None) -> str:
    """The reading page at a clause; at the sentence that is none any more, on its page."""
    address = reverse("campaigns:directive", args=[row.pk])
    if key:
        return f"{address}?clause={key}#c-{key}"
    if near is None:
        return address
    number = reading.page_of(reading.pages(row), near.start)
    return f"{address}?page={number}#s-{near.start}" if number > 1 else f"{address}#s-{near.start}"
