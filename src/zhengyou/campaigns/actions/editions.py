"""Keeping a document as it stands, and taking an older edition back as a new draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from zhengyou.campaigns.actions.documents import locked, record
from zhengyou.campaigns.models import Answer, Edition, ImplementationDocument
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.rules.document.content import Content, Item, from_json, to_json
from zhengyou.scoping import Scope, confirm

HEAD = ("title", "issuer", "number", "addressees", "dated", "opening", "closing")
_PARTS = "the rows belong to a document that was read through the scope"


@transaction.atomic
def keep(*, document: ImplementationDocument, note: str, by: Scope, at: datetime) -> Edition:
    """An edition by hand. Raises Forbidden, Conflict (not being written)."""
    row = locked(document, by)
    edition = add(row, Edition.Kind.KEPT, note=note, by=by, at=at)
    record("document.edition_kept", row, by=by, at=at, edition=edition.number)
    return edition


@transaction.atomic
def take_back(
    *, document: ImplementationDocument, edition: Edition, by: Scope, at: datetime
) -> ImplementationDocument:
    """Head and answers become those of the edition; what stands now is kept first. Measures are today's, tasks stay.

    Clauses that the edition does not know keep their answers. Raises Forbidden, Conflict (not being written).
    """
    row = locked(document, by)
    add(row, Edition.Kind.REPLACED, by=by, at=at)
    older = from_json(edition.content)
    for name in HEAD:
        setattr(row, name, getattr(older, name))
    row.version += 1
    row.save()
    now = {item.id: item for item in document_content.gather(row, on=localdate(at)).content.items()}
    for item in older.items():
        _put(row, item, now.get(item.id), by)
    confirm(row, by)
    record("document.edition_taken_back", row, by=by, at=at, edition=edition.number)
    return row


def _put(document: ImplementationDocument, item: Item, now: Item | None, by: Scope) -> None:
    """The edition's answer at its clause. now: the same demand as it stands, None when it is asked no more."""
    if now is None or (now.text, now.excused) == (item.text, item.excused):
        return
    rows = Answer.objects.across_all(because=_PARTS).filter(document=document)
    held = rows.filter(clause=item.id).first() or Answer(document=document, clause_id=item.id, version=0)
    held.previous = held.text or held.previous
    held.text, held.excused = item.text, item.excused
    held.written_by = by.label[:120]
    held.version += 1
    held.save()


def add(
    document: ImplementationDocument,
    kind: str,
    *,
    note: str = "",
    content: Content | None = None,
    by: Scope,
    at: datetime,
) -> Edition:
    """The document as it stands, or the content given, under the next number; the document being locked by the caller."""
    rows = Edition.objects.across_all(because=_PARTS).filter(document=document)
    last = rows.order_by("-number").values_list("number", flat=True).first()
    kept = content or document_content.gather(document, on=localdate(at)).content
    edition = Edition(
        document=document,
        number=(last or 0) + 1,
        kind=kind,
        note=note.strip()[:100],
        content=to_json(kept),
        made_by=by.label[:120],
        made_at=at,
    )
    edition.save(force_insert=True)
    return confirm(edition, by)
