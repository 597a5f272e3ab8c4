"""Writing a document clause by clause: a part a page, each clause with its measures and its proposed wording."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import answers as actions
from zhengyou.campaigns.forms.documents import AnswerForm
from zhengyou.campaigns.models import Answer, Clause, ImplementationDocument
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.queries.document_content import Gathered
from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Item
from zhengyou.campaigns.rules.document.sections import Row, Section, sections
from zhengyou.campaigns.views.cards import Card, card_alone, card_of, item_of, query_of
from zhengyou.campaigns.views.documents import trail, written
from zhengyou.campaigns.views.section import page_of
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.policy import Needs, ScopedRequest, page

TOGETHER = 20  # demands on one page


@page(policy=Needs("documents.write"))
def compose(request: ScopedRequest, pk: int) -> HttpResponse:
    """The demands of one part, or of the whole where they are few. ?part=, ?page=, or ?to=<demand> to find its page."""
    row = written(request, pk)
    gathered = document_content.gather(row, on=timezone.localdate())
    return _composed(request, row, gathered)


@require_POST
@page(policy=Needs("documents.write"))
def answer(request: ScopedRequest, pk: int, clause: int) -> HttpResponse:
    """Saves one answer. do: save, excuse, propose (today's wording), append (it behind what was typed), previous."""
    row = written(request, pk)
    gathered = document_content.gather(row, on=timezone.localdate())
    item = item_of(gathered, clause)
    form = AnswerForm(request.POST, scope=request.scope)
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _again(request, row, gathered, item, sentence)
    try:
        _write(request, row, item, gathered.answers.get(clause), form.cleaned_data)
    except (Conflict, Refused) as problem:
        fresh = document_content.gather(row, on=timezone.localdate())
        return _again(request, row, fresh, item, problem.sentence, conflict=isinstance(problem, Conflict))
    query = query_of(request)
    if request.htmx:
        fresh = document_content.gather(row, on=timezone.localdate())
        return card_alone(request, row, card_of(fresh, Row(item_of(fresh, clause), ""), query), saved=True)
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('campaigns:document_compose', args=[pk])}?{query}#item-{clause}")


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
    cards = [card_of(gathered, line, query) for line in shown.object_list]
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
    now = item_of(gathered, item.id)
    query = query_of(request)
    held = card_of(gathered, Row(now, ""), query)
    sent = replace(
        held,
        shown=request.POST.get("text", ""),
        problem=sentence,
        theirs=gathered.answers.get(item.id) if conflict else None,
    )
    if request.htmx:
        return card_alone(request, row, sent, status=422)
    return _composed(request, row, gathered, instead=sent, status=409 if conflict else 422)
