"""A document's steps up the line and down: each with its own page that says what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns import document_words as words
from zhengyou.campaigns.actions import document_steps as actions
from zhengyou.campaigns.forms.documents import IssueForm, NoteForm
from zhengyou.campaigns.models import ImplementationDocument
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.views.documents import checked, found, trail
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page

_ACTIONS: dict[str, Callable[..., ImplementationDocument]] = {
    "submit": actions.submit,
    "take_back": actions.take_back,
    "return": actions.send_back,
    "approve": actions.approve,
    "issue": actions.issue,
    "revise": actions.revise,
}


@page(policy=Needs("documents.write", "documents.approve"))
def step(request: ScopedRequest, pk: int, step: str) -> HttpResponse:
    """One step of campaigns.lifecycle.DOCUMENTS: a page that asks, then the step."""
    row = found(request, pk)
    if step not in _ACTIONS:
        raise Http404
    above = step in {"approve", "return"}
    if not (queries.may_approve if above else queries.may_write)(request.scope, row):
        raise Forbidden
    if step not in queries.steps(request.scope, row):
        raise Conflict(_("这份意见现在是“%(state)s”，不能这样办。") % {"state": words.STATES[row.state]})
    form = _form(request, row, step)
    if request.method == "POST" and form.is_valid():
        if step == "submit":
            return _submitted(request, row, form)
        with refusals_at(form):
            _ACTIONS[step](document=row, **_given(step, form), by=request.scope, at=timezone.now())
            messages.success(request, _done(step))
            return redirect("campaigns:document", pk=pk)
    return form_page(
        request,
        form,
        title=str(words.STEPS[step]),
        form_id=f"document.{step}",
        trail=trail(row),
        about=row.title,
        note=_follows(step),
        button=str(words.STEPS[step]),
    )


def _submitted(request: ScopedRequest, row: ImplementationDocument, form: Any) -> HttpResponse:
    """Refused with the list of what is still open."""
    try:
        actions.submit(document=row, note=form.cleaned_data["note"], by=request.scope, at=timezone.now())
    except Refused as refusal:
        return checked(request, found(request, row.pk), refusal=refusal.sentence, status=422)
    messages.success(request, _done("submit"))
    return redirect("campaigns:document", pk=row.pk)


def _form(request: ScopedRequest, row: ImplementationDocument, step: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if step == "issue":
        initial = {"number": row.number, "dated": row.dated or timezone.localdate()}
        return IssueForm(data, scope=request.scope, initial=initial)
    needed = step in {"return", "revise"}
    hints = {
        "return": _("写明哪一条、要怎样改；可以逐条写，例：“1.2：没有牵头单位”。对方会看到。"),
        "revise": _("一句话说明为什么修订。"),
    }
    return NoteForm(data, scope=request.scope, needed=needed, help_text=hints.get(step, _("可以不填。")))


def _given(step: str, form: Any) -> dict[str, Any]:
    if step == "issue":
        return {"number": form.cleaned_data["number"], "dated": form.cleaned_data["dated"]}
    return {} if step == "take_back" else {"note": form.cleaned_data["note"]}


def _follows(step: str) -> str:
    return {
        "submit": _("送审后由上一级批准或退回；批准以前可以取回。送审时留存一版。"),
        "take_back": _("取回后可以继续改，改好再送审。"),
        "return": _("退回后由起草单位修改，改好再送审。"),
        "approve": _("批准后由起草单位印发。批准时留存一版。"),
        "issue": _("印发后，本级以下都能看到这一版。文号和成文日期印在文件上。"),
        "revise": _("修订期间，下级看到的仍是已经印发的那一版；改好后重新送审、印发。"),
    }[step]


def _done(step: str) -> str:
    return {
        "submit": _("已送审，等待上一级批准。"),
        "take_back": _("已取回，可以继续改。"),
        "return": _("已退回，起草单位会看到原因。"),
        "approve": _("已批准，起草单位可以印发。"),
        "issue": _("已印发，下级可以看到。"),
        "revise": _("可以修订了；下级看到的仍是已印发的那一版。"),
    }[step]
