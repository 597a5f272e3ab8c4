"""Pages of directives: the list, bringing one in, what it says of itself, sending it down, taking it back."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.campaigns.actions import directives as actions
from zhengyou.campaigns.actions import issuing
from zhengyou.campaigns.forms.directives import FactsForm, IssueForm, UploadForm, WithdrawForm
from zhengyou.campaigns.lifecycle import DIRECTIVES, DirectiveState
from zhengyou.campaigns.models import Directive
from zhengyou.campaigns.queries import directives as queries
from zhengyou.campaigns.queries import levels, overlaps, reading
from zhengyou.campaigns.queries.deadlines import proposed_days
from zhengyou.campaigns.views.section import page_of
from zhengyou.scoping import Reach
from zhengyou.web.errors import Conflict, Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

TAB: Final = "directives"
DOUBTFUL_SHOWN: Final = 20
STATES: Final = {
    DirectiveState.REVIEWING: (gettext_lazy("核对中"), "wait"),
    DirectiveState.ISSUED: (gettext_lazy("已下发"), "ok"),
    DirectiveState.WITHDRAWN: (gettext_lazy("已撤回"), "bad"),
}


@page(policy=Needs("directives.view"))
def directives(request: ScopedRequest) -> HttpResponse:
    """The own level's and those received, levels above first."""
    shown = paged(request, queries.worked_with(request.scope))
    rows = queries.counted(request.scope, list(shown.object_list))
    context = {
        "page": shown,
        "rows": [(row, *state_words(row.directive)) for row in rows],
        "manages": request.scope.may("directives.manage"),
        "offices": request.scope.reach is Reach.TERRITORY,
        "open_overlaps": overlaps.open_ones(request.scope),
    }
    return page_of(request, TAB, "campaigns/directives.html", context)


@page(policy=Needs("directives.manage"))
def add(request: ScopedRequest) -> HttpResponse:
    """A file or pasted text; what it says of itself is shown next, to be corrected."""
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    held: Directive | None = None
    if request.method == "POST" and form.is_valid():
        field = "document" if form.file_name else "text"
        with refusals_at(form, field):
            try:
                row = actions.add(
                    source=form.source,
                    file_name=form.file_name,
                    facts={},
                    by=request.scope,
                    at=timezone.now(),
                )
            except actions.AlreadyHeld as there:
                held = there.directive
                raise
            return redirect("campaigns:directive_facts", pk=row.pk)
    return form_page(
        request,
        form,
        title=_("导入文件"),
        form_id="directive.add",
        trail=_trail(),
        template="campaigns/directive_add.html",
        held=held,
    )


@page(policy=Needs("directives.manage"))
def facts(request: ScopedRequest, pk: int) -> HttpResponse:
    """What the text says of itself, as it was read; a person corrects it."""
    row = own(request, pk)
    refuse_states(row, DirectiveState.WITHDRAWN)
    held = {name: getattr(row, name) for name in actions.FACTS}
    initial = held | {"version": row.version}
    form = FactsForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.correct(
                directive=row,
                changes={name: form.cleaned_data[name] for name in actions.FACTS},
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            return redirect("campaigns:directive", pk=pk)
    return form_page(
        request,
        form,
        title=_("核对文件信息"),
        form_id="directive.facts",
        trail=_trail(row),
        about=_("以下是从文中读出来的，请核对；读不出的空着。"),
        button=_("保存，去核对要求") if row.state == DirectiveState.REVIEWING else "",
    )


@page(policy=Needs("directives.manage"))
def issue(request: ScopedRequest, pk: int) -> HttpResponse:
    """What is still open is shown once more, then the directive goes down with its three days."""
    row = own(request, pk)
    _refuse_step(row, "issue")
    today = timezone.localdate()
    below = levels.places_below(row.territory, on=today)
    initial = proposed_days(request.scope, today) | {"version": row.version}
    form = IssueForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            issuing.issue(directive=row, **form.cleaned_data, by=request.scope, at=timezone.now())
            messages.success(request, _("《%(title)s》已下发。") % {"title": row.title})
            return redirect("campaigns:directive", pk=pk)
    return form_page(
        request,
        form,
        title=_("下发文件"),
        form_id="directive.issue",
        trail=_trail(row),
        about=row.title,
        button=_("下发"),
        template="campaigns/directive_issue.html",
        directive=row,
        below=len(below),
        organisations=levels.organisations_of(row.territory, on=today, below_it=below).count(),
        asked=len(reading.spans(row)),
        doubtful=reading.unmarked_duties(row, most=DOUBTFUL_SHOWN),
        open_overlaps=overlaps.open_of_directive(request.scope, row),
    )


@page(policy=Needs("directives.manage"))
def withdraw(request: ScopedRequest, pk: int) -> HttpResponse:
    """Gives a directive up, with the reason that everybody below reads."""
    row = own(request, pk)
    _refuse_step(row, "withdraw")
    form = WithdrawForm(request.POST or None, scope=request.scope, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "withdrawn_because"):
            issuing.withdraw(
                directive=row,
                because=form.cleaned_data["withdrawn_because"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("《%(title)s》已撤回。") % {"title": row.title})
            return redirect("campaigns:directives")
    issued = row.state == DirectiveState.ISSUED
    return form_page(
        request,
        form,
        title=_("撤回文件"),
        form_id="directive.withdraw",
        trail=_trail(row),
        about=row.title,
        note=_(
            "收到文件的单位还看得到它，并会看到已撤回和原因；不用再签收、传达。撤回后不能恢复，可以重新导入。"
        )
        if issued
        else _("这份文件还没有下发，撤回后只有本级看得到。"),
        button=_("撤回"),
    )


def state_words(row: Directive) -> tuple[Any, str]:
    """(the state in a word, the tone of its tag)."""
    return STATES[DirectiveState(row.state)]


def own(request: ScopedRequest, pk: int) -> Directive:
    """A directive of the person's own level; 404 when it is out of sight, 403 when it is another level's."""
    row = get_object_or_404(reading.readable(request.scope), pk=pk)
    if row.place != request.scope.place:
        raise Forbidden
    return row


def refuse_states(row: Directive, *states: DirectiveState) -> None:
    """Raises Conflict when the directive is in one of these."""
    if row.state in states:
        word, _tone = state_words(row)
        raise Conflict(_("《%(title)s》%(state)s，不能办这一步。") % {"title": row.title, "state": word})


def _refuse_step(row: Directive, step: str) -> None:
    before, _after = DIRECTIVES[step]
    refuse_states(row, *(state for state in DirectiveState if state not in before))


def _trail(row: Directive | None = None) -> list[tuple[str, str]]:
    first = (_("文件"), reverse("campaigns:directives"))
    return [first, (row.title, reverse("campaigns:directive", args=[row.pk]))] if row else [first]
