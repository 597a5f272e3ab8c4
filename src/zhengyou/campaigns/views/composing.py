"""Writing a document clause by clause: a part a page, each clause with its measures and its proposed wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import answers as actions
from zhengyou.campaigns.actions import tasks
from zhengyou.campaigns.forms.documents import AnswerForm
from zhengyou.campaigns.forms.tasks import TaskForm
from zhengyou.campaigns.models import Answer, Clause, ImplementationDocument, Task
from zhengyou.campaigns.queries import clauses as clause_queries
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.queries.document_content import Gathered
from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Item
from zhengyou.campaigns.rules.document.sections import Row, Section, sections
from zhengyou.campaigns.rules.titles import proposed as proposed_title
from zhengyou.campaigns.views.documents import trail, written
from zhengyou.campaigns.views.section import page_of
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page

TOGETHER = 20  # demands on one page
WRITES = "documents.write"


@dataclass(frozen=True, slots=True)
class Card:
    """A demand as the composer shows it. shown: what stands in the field; proposed: the wording by today's measures.

    theirs: what somebody else saved meanwhile. problem: why nothing was saved. query: of the page, to come back to it.
    """

    item: Item
    heading: str
    shown: str
    version: int
    previous: str
    written_by: str
    proposed: str
    query: str
    same: Sequence[tuple[str, str]]
    title: str
    problem: str = ""
    theirs: Answer | None = None

    @property
    def is_draft(self) -> bool:
        """Whether the field holds a proposal that nobody saved."""
        return not self.item.answered and bool(self.shown)


@page(policy=Needs(WRITES))
def compose(request: ScopedRequest, pk: int) -> HttpResponse:
    """The demands of one part, or of the whole where they are few. ?part=, ?page=, or ?to=<demand> to find its page."""
    row = written(request, pk)
    gathered = document_content.gather(row, on=timezone.localdate())
    return _composed(request, row, gathered)


@require_POST
@page(policy=Needs(WRITES))
def answer(request: ScopedRequest, pk: int, clause: int) -> HttpResponse:
    """Saves one answer. do: save, excuse, propose (today's wording), append (it behind what was typed), previous."""
    row = written(request, pk)
    gathered = document_content.gather(row, on=timezone.localdate())
    item = _item(gathered, clause)
    form = AnswerForm(request.POST, scope=request.scope)
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _again(request, row, gathered, item, sentence)
    try:
        _write(request, row, item, gathered.answers.get(clause), form.cleaned_data)
    except (Conflict, Refused) as problem:
        fresh = document_content.gather(row, on=timezone.localdate())
        return _again(request, row, fresh, item, problem.sentence, conflict=isinstance(problem, Conflict))
    query = _query(request)
    if request.htmx:
        fresh = document_content.gather(row, on=timezone.localdate())
        return _card_alone(request, row, _card(fresh, Row(_item(fresh, clause), ""), query))
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('campaigns:document_compose', args=[pk])}?{query}#item-{clause}")


@page(policy=Needs(WRITES))
def measure(request: ScopedRequest, pk: int, clause: int) -> HttpResponse:
    """A new measure of the own level for the demand; htmx gets the form alone."""
    row = written(request, pk)
    item = _item(document_content.gather(row, on=timezone.localdate()), clause)
    offered = list(clause_queries.within(request.scope).filter(pk__in=item.clauses, marked=True))
    if not offered:
        raise Http404
    form = TaskForm(
        request.POST or None,
        scope=request.scope,
        level=row.territory,
        today=timezone.localdate(),
        offered=offered,
        initial={
            "clauses": list(item.clauses),
            "title": proposed_title(offered[0].text, offered[0].duty),
        },
        auto_id=f"id_{clause}_%s",  # several may stand open on one page
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            tasks.add(
                **form.facts(),
                clauses=form.chosen(),
                bodies=form.cleaned_data["bodies"],
                origin=Task.Origin.MEASURE,
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("已添加措施。"))
            return redirect(
                f"{reverse('campaigns:document_compose', args=[pk])}?{_query(request)}#item-{clause}"
            )
    if request.htmx:
        context = {"form": form, "document": row, "item": item, "query": _query(request)}
        return render(request, "campaigns/documents/measure.html", context)
    return form_page(
        request,
        form,
        title=_("添加措施"),
        form_id="task.add",
        trail=[*trail(row), (_("逐条起草"), reverse("campaigns:document_compose", args=[pk]))],
        note=item.asked,
    )


def _write(
    request: ScopedRequest,
    row: ImplementationDocument,
    item: Item,
    held: Answer | None,
    data: dict[str, Any],
) -> None:
    """What the button asked for; what was typed is never lost."""
    clause = Clause.objects.within(request.scope).get(pk=item.id)
    common = {"document": row, "clause": clause, "version": data["version"]} | {
        "by": request.scope,
        "at": timezone.now(),
    }
    typed, proposed = data["text"], drafting.answer(item)
    match request.POST.get("do", "save"):
        case "excuse":
            if not data["excused"].strip():
                raise Refused(_("请写明本级为什么不需要答复。"))
            kept = "" if typed == proposed and not item.answered else typed
            actions.rewrite(typed=kept, text="", excused=data["excused"], **common)
        case "propose" if proposed:
            actions.rewrite(typed=typed, text=proposed, **common)
        case "append" if proposed:
            actions.rewrite(typed=typed, text=f"{typed.rstrip()}\n{proposed}".strip(), **common)
        case "previous" if held and held.previous:
            actions.rewrite(typed=typed, text=held.previous, **common)
        case _:
            actions.save(text=typed, excused="", **common)


def _composed(
    request: ScopedRequest,
    row: ImplementationDocument,
    gathered: Gathered,
    *,
    instead: Card | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. instead: a card as it was sent, in the place of the one held."""
    parts = sections(gathered.content)
    chosen, lines = _chosen(request, parts)
    shown = _page(request, lines)
    query = urlencode({"part": chosen.place if chosen else 0, "page": shown.number})
    cards = [_card(gathered, line, query) for line in shown.object_list]
    if instead:
        cards = [instead if card.item.id == instead.item.id else card for card in cards]
    context = {
        "document": row,
        "trail": trail(row),
        "sections": parts,
        "chosen": chosen,
        "page": shown,
        "cards": cards,
        "count": sum(len(one.rows) for one in parts),
        "open": sum(one.open for one in parts),
        "next": _next(parts, [card.item.id for card in cards]),
        "several": len(gathered.directives) > 1,
    }
    return page_of(request, "documents", "campaigns/documents/compose.html", context, status=status)


def _chosen(request: ScopedRequest, parts: list[Section]) -> tuple[Section | None, list[Row]]:
    """The part asked for and its lines; None and all lines where they fit on one page."""
    lines = [line for one in parts for line in one.rows]
    if len(lines) <= TOGETHER or not parts:
        return None, lines
    to = request.GET.get("to", "")
    held = next((one for one in parts if to in {str(line.item.id) for line in one.rows}), None)
    by_place = {str(one.place): one for one in parts}
    chosen = held or by_place.get(request.GET.get("part", ""), parts[0])
    return chosen, list(chosen.rows)


def _page(request: ScopedRequest, lines: list[Row]) -> Page[Row]:
    paginator = Paginator(lines, TOGETHER)
    ids = [str(line.item.id) for line in lines]
    to = request.GET.get("to", "")
    wanted = ids.index(to) // TOGETHER + 1 if to in ids else request.GET.get("page")
    return paginator.get_page(wanted)


def _next(parts: list[Section], here: list[int]) -> str:
    """Where the next demand without an answer stands: behind those of this page first; '' when there is none."""
    ids = [line.item.id for one in parts for line in one.rows]
    waiting = [line.item.id for one in parts for line in one.rows if not line.item.answered]
    last = ids.index(here[-1]) if here else -1
    later = [one for one in waiting if ids.index(one) > last]
    found = (later or waiting)[:1]
    return f"?to={found[0]}#item-{found[0]}" if found else ""


def _card(gathered: Gathered, line: Row, query: str) -> Card:
    item = line.item
    held = gathered.answers.get(item.id)
    proposed = drafting.answer(item)
    keys = {one.pk: one.title for one in gathered.directives}
    return Card(
        item=item,
        heading=line.heading,
        shown=item.text or ("" if item.excused else proposed),
        version=held.version if held else 0,
        previous=held.previous if held and held.previous != item.text else "",
        written_by=held.written_by if held else "",
        proposed=proposed if proposed != item.text else "",
        query=query,
        same=gathered.same.get(item.id, ()),
        title=keys.get(item.directive, ""),
    )


def _again(
    request: ScopedRequest,
    row: ImplementationDocument,
    gathered: Gathered,
    item: Item,
    sentence: str,
    *,
    conflict: bool = False,
) -> HttpResponse:
    """The card as it was sent, with what went wrong and what somebody else saved: nothing typed is lost."""
    now = _item(gathered, item.id)
    query = _query(request)
    held = _card(gathered, Row(now, ""), query)
    sent = replace(
        held,
        shown=request.POST.get("text", ""),
        problem=sentence,
        theirs=gathered.answers.get(item.id) if conflict else None,
    )
    if request.htmx:
        return _card_alone(request, row, sent, status=422)
    return _composed(request, row, gathered, instead=sent, status=409 if conflict else 422)


def _card_alone(
    request: ScopedRequest, row: ImplementationDocument, card: Card, *, status: int = 200
) -> HttpResponse:
    context = {"document": row, "card": card, "saved": not card.problem}
    return render(request, "campaigns/documents/item.html", context, status=status)


def _item(gathered: Gathered, clause: int) -> Item:
    found = next((one for one in gathered.content.items() if one.id == clause), None)
    if found is None:
        raise Http404
    return found


def _query(request: ScopedRequest) -> str:
    """Which page of the composer the person came from."""
    kept = {name: request.GET.get(name, "") for name in ("part", "page")}
    return urlencode({name: value for name, value in kept.items() if value.isdecimal()})
