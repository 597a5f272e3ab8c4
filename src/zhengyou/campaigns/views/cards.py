"""The card of one demand in the composer: its answer as held or proposed, its measures, what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengyou.campaigns.models import Answer, ImplementationDocument
from zhengyou.campaigns.queries.document_content import Gathered
from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Item
from zhengyou.campaigns.rules.document.sections import Row
from zhengyou.web.policy import ScopedRequest


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
        return not self.item.answered and bool(self.shown) and self.shown == self.proposed


def card_of(gathered: Gathered, line: Row, query: str) -> Card:
    """The card as the database has it; where nobody wrote yet, with the proposed wording."""
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


def card_alone(
    request: ScopedRequest,
    row: ImplementationDocument,
    card: Card,
    *,
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The card without a page, for htmx."""
    context = {"document": row, "card": card, "saved": saved}
    return render(request, "campaigns/documents/item.html", context, status=status)


def item_of(gathered: Gathered, clause: int) -> Item:
    """The demand that stands under this clause; 404 for any other."""
    found = next((one for one in gathered.content.items() if one.id == clause), None)
    if found is None:
        raise Http404
    return found


def query_of(request: ScopedRequest) -> str:
    """Which page of the composer the person came from."""
    kept = {name: request.GET.get(name, "") for name in ("part", "page")}
    return urlencode({name: value for name, value in kept.items() if value.isdecimal()})
