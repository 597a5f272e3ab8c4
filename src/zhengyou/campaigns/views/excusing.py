"""From the matrix: a clause that the own level need not carry out, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns import clause_words
from zhengyou.campaigns.actions import answers
from zhengyou.campaigns.forms.documents import ExcuseForm
from zhengyou.campaigns.queries import clauses, directives, documents
from zhengyou.web.errors import Conflict, Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("documents.write"))
def excuse(request: ScopedRequest) -> HttpResponse:
    """?clause=<id>: the reason goes into the level's implementation document, and takes the clause out of nobody's."""
    if documents.level_of(request.scope) is None:
        raise Forbidden
    asking = directives.in_force(request.scope).filter(directives.owed_at(request.scope.place))
    rows = clauses.within(request.scope).filter(marked=True, directive__in=asking.order_by().values("pk"))
    clause = rows.filter(pk__in=row_ids([request.GET.get("clause", "")])).first()
    if clause is None:
        raise Http404
    form = ExcuseForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_at(form):
                answers.excuse(
                    clause=clause, reason=form.cleaned_data["excused"], by=request.scope, at=timezone.now()
                )
                messages.success(request, _("已写进本级的贯彻意见，这一条不再算没有人牵头。"))
                return redirect("campaigns:tasks")
        except Conflict as conflict:
            conflict.back = reverse("campaigns:tasks")
            raise
    return form_page(
        request,
        form,
        title=_("本级不用办"),
        form_id="document.excuse",
        trail=[(_("任务分工"), reverse("campaigns:tasks"))],
        about=f"{clause.directive.title} {clause_words.said(clause.key)}",
        note=clause.text,
    )
