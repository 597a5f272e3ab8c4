"""Adding a measure of the own level to a demand, in the composer."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions import tasks
from zhengyou.campaigns.forms.tasks import TaskForm
from zhengyou.campaigns.models import ImplementationDocument, Task
from zhengyou.campaigns.queries import clauses as clause_queries
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Item
from zhengyou.campaigns.rules.document.sections import Row
from zhengyou.campaigns.rules.titles import proposed as proposed_title
from zhengyou.campaigns.views.cards import card_alone, card_of, item_of, query_of
from zhengyou.campaigns.views.documents import trail, written
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("documents.write"))
def measure(request: ScopedRequest, pk: int, clause: int) -> HttpResponse:
    """A new measure of the own level for the demand; htmx gets the form alone, then the card. ?close: the link again."""
    row = written(request, pk)
    item = item_of(document_content.gather(row, on=timezone.localdate()), clause)
    context = {"document": row, "item": item, "query": query_of(request)}
    if request.htmx and request.GET.get("close"):
        return render(request, "campaigns/documents/measure_link.html", context)
    form = _measure_form(request, row, item)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            _add_measure(request, form)
            return _with_measure(request, row, item)
    if request.htmx:
        answer = render(request, "campaigns/documents/measure.html", context | {"form": form})
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#measure-{clause}", "innerHTML"
        return answer
    return form_page(
        request,
        form,
        title=_("添加措施"),
        form_id="task.add",
        trail=[*trail(row), (_("逐条起草"), reverse("campaigns:document_compose", args=[pk]))],
        note=item.asked,
    )


def _measure_form(request: ScopedRequest, row: ImplementationDocument, item: Item) -> TaskForm:
    offered = list(clause_queries.within(request.scope).filter(pk__in=item.clauses, marked=True))
    if not offered:
        raise Http404
    title = proposed_title(offered[0].text, offered[0].duty)
    return TaskForm(
        request.POST or None,
        scope=request.scope,
        level=row.territory,
        today=timezone.localdate(),
        offered=offered,
        initial={"clauses": list(item.clauses), "title": title},
        auto_id=f"id_{item.id}_%s",  # several may stand open on one page
    )


def _add_measure(request: ScopedRequest, form: TaskForm) -> None:
    now = timezone.now()
    tasks.refuse_twice(title=form.cleaned_data["title"], clauses=form.chosen(), by=request.scope, at=now)
    tasks.add(
        **form.facts(),
        clauses=form.chosen(),
        bodies=form.cleaned_data["bodies"],
        origin=Task.Origin.MEASURE,
        by=request.scope,
        at=now,
    )


def _with_measure(request: ScopedRequest, row: ImplementationDocument, before: Item) -> HttpResponse:
    """The card with the new measure; what was typed there and not saved stays. Without htmx the composer again."""
    query = query_of(request)
    if not request.htmx:
        messages.success(request, _("已添加措施。"))
        return redirect(f"{reverse('campaigns:document_compose', args=[row.pk])}?{query}#item-{before.id}")
    fresh = document_content.gather(row, on=timezone.localdate())
    card = card_of(fresh, Row(item_of(fresh, before.id), ""), query)
    typed = request.POST.get("text", "").strip()
    if typed not in {"", before.text.strip(), drafting.answer(before)}:
        card = replace(card, shown=typed)
    return card_alone(request, row, card, saved=False)
