"""The pages that reorganise: what and whereto, what it would do, done."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.organisations import tasks
from zhengyou.organisations.actions import choosing, line, reorganising
from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.actions.previewing import Preview, preview
from zhengyou.organisations.forms.reorganisation import ASKED, ReorganisationForm, form_for
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.views import asked
from zhengyou.organisations.views.asked import Step
from zhengyou.web.errors import Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page

AT_ONCE: Final = 2000
"""Up to so many rows it is done while the person waits; beyond, as a job that shows how far it is."""


@page(policy=Needs("territories.reorganise"))
def territory_reorganise(request: ScopedRequest, code: str, kind: str) -> HttpResponse:
    """A place is moved, merged or split."""
    try:
        place = territories.by_code(request.scope, code)
    except Territory.DoesNotExist:
        raise Http404 from None
    return _reorganise(request, place, kind, back=reverse("organisations:territory", args=[code]))


@page(policy=Needs("organisations.edit"))
def organisation_reorganise(request: ScopedRequest, pk: int, kind: str) -> HttpResponse:
    """A Party organisation is moved, merged or split."""
    row = get_object_or_404(PartyOrganisation.objects.within(request.scope), pk=pk)
    if not line.may_reorganise(request.scope, row):
        raise Http404
    return _reorganise(request, row, kind, back=reverse("organisations:organisation", args=[pk]))


def _reorganise(request: ScopedRequest, node: Node, kind: str, *, back: str) -> HttpResponse:
    if (type(node), kind) not in ASKED:
        raise Http404
    step = asked.step_of(request)
    if step in {Step.FORESEE, Step.CONFIRM}:
        return _answered(request, node, kind, step, back)
    return _form(request, _fillable(request, node, kind, step), node, kind, back)


def _fillable(request: ScopedRequest, node: Node, kind: str, step: Step) -> ReorganisationForm:
    """The form before it is answered for: empty; as it was sent, to be changed; or as far as it was filled in."""
    if step is Step.AGAIN:
        return form_for(node, kind, request.POST, scope=request.scope)
    form = form_for(node, kind, None, scope=request.scope)
    if step is Step.NARROW:
        form.initial = asked.so_far(request, form)
    return form


def _answered(request: ScopedRequest, node: Node, kind: str, step: Step, back: str) -> HttpResponse:
    """The form was sent: what it would do, or done; the form again where something is wrong with it."""
    form = form_for(node, kind, request.POST, scope=request.scope)
    if form.is_valid():
        with refusals_at(form):
            plan = form.plan(asked.chosen(request, node, kind), asked.appointments(request))
            if step is Step.CONFIRM:
                return _done(request, plan)
            foreseen = preview(plan=plan, by=request.scope, at=timezone.now())
            return _preview(request, form, foreseen, back)
    return _form(request, form, node, kind, back)


def _done(request: ScopedRequest, plan: Plan) -> HttpResponse:
    """Carries out what was previewed. Few rows at once, many as a job."""
    now = timezone.now()
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise Refused(_("请重新预览以后再确认。")) from None
    if request.POST.get("long"):
        foreseen = preview(plan=plan, by=request.scope, at=now)
        job = tasks.begin_reorganisation(
            plan=plan, key=key, title=str(title(plan.kind, foreseen.work.subject)), by=request.scope
        )
        return redirect("jobs:page", job.pk)
    row = reorganising.carry_out(plan=plan, key=key, by=request.scope, at=now)
    jobs.follow_up()
    messages.success(request, _("已办理：%(what)s。") % {"what": row})
    return redirect("organisations:reorganisation", pk=row.pk)


def _form(request: ScopedRequest, form: ReorganisationForm, node: Node, kind: str, back: str) -> HttpResponse:
    context = _common(kind, node, back) | {"form": form, "steps": _steps(0)}
    if kind == "split":
        text = asked.written(request, "narrow_to")
        context["offers"] = choosing.offers(node, text=text, ticked=asked.ticked(request, node))
        context |= {"narrow_to": text, "listed": asked.written(request, "listed")}
    return render(request, "organisations/reorganise.html", context)


def _preview(request: ScopedRequest, form: ReorganisationForm, foreseen: Preview, back: str) -> HttpResponse:
    plan, node = foreseen.work.plan, form.node
    many = sum(number for _label, number in foreseen.counts) > AT_ONCE
    context = _common(plan.kind, node, back) | {
        "preview": foreseen,
        "target": foreseen.work.target,
        "plan": plan,
        "sent": asked.carried(request),
        "key": request.POST.get("key") or uuid4(),
        "long": many,
        "held_choices": dict(plan.appointments),
        "steps": _steps(1),
    }
    return render(request, "organisations/reorganise_preview.html", context)


def _common(kind: str, node: Node, back: str) -> dict[str, Any]:
    place = isinstance(node, Territory)
    return {
        "node": node,
        "kind": kind,
        "tree": "territory" if place else "organisation",
        "form_title": title(kind, node),
        "form_id": "reorganisation",
        "back": back,
        "trail": [(_("调整记录"), reverse("organisations:reorganisations")), (node.name, back)],
    }


def title(kind: str, node: Node | None) -> str:
    """What the page is called."""
    words = {"move": _("%(name)s：变更上级"), "merge": _("%(name)s：合并"), "split": _("%(name)s：分设")}
    return words[kind] % {"name": node}


def _steps(now: int) -> list[dict[str, str]]:
    labels = [_("填写调整事项"), _("核对影响"), _("办理")]
    states = ["done" if n < now else "now" if n == now else "" for n in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
