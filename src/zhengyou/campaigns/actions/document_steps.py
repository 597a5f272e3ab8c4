"""A document's way up the line and down again: submitted, returned, approved, issued, revised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengyou.campaigns.actions import editions
from zhengyou.campaigns.actions.documents import record, refuse_other_day
from zhengyou.campaigns.lifecycle import DOCUMENTS, DocumentState
from zhengyou.campaigns.models import DocumentStep, Edition, ImplementationDocument
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.rules.document.checking import stops
from zhengyou.campaigns.rules.document.content import Content, from_json
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

NOTE_HOLDS = 1000
_PAST = {
    "submit": "document.submitted",
    "take_back": "document.taken_back",
    "return": "document.returned",
    "approve": "document.approved",
    "issue": "document.issued",
    "revise": "document.revised",
}


@transaction.atomic
def submit(
    *, document: ImplementationDocument, note: str = "", by: Scope, at: datetime
) -> ImplementationDocument:
    """To the level above. Raises Forbidden, Conflict, Refused (a clause without an answer, no title)."""
    row = _step("submit", document, note=note, by=by, at=at)
    gathered = document_content.gather(row, on=localdate(at))
    found = stops(document_content.findings(row, gathered))
    if found:
        count = sum(one.code == "unanswered" for one in found)
        if count:
            sentence = ngettext(
                "还有 %(count)s 条要求没有答复，不能送审。请逐条写明怎样落实，或者写明本级不需要答复的原因。",
                "还有 %(count)s 条要求没有答复，不能送审。请逐条写明怎样落实，或者写明本级不需要答复的原因。",
                count,
            )
            raise Refused(sentence % {"count": count})
        raise Refused(_("标题、发文单位、主送还没有写全，不能送审。"))
    editions.add(row, Edition.Kind.SUBMITTED, by=by, at=at)
    return row


@transaction.atomic
def take_back(*, document: ImplementationDocument, by: Scope, at: datetime) -> ImplementationDocument:
    """Back into writing before anybody decided. Raises Forbidden, Conflict."""
    return _step("take_back", document, by=by, at=at)


@transaction.atomic
def send_back(
    *, document: ImplementationDocument, note: str, by: Scope, at: datetime
) -> ImplementationDocument:
    """Back to its level with a reason. Raises Forbidden, Conflict, Refused (no reason)."""
    if not note.strip():
        raise Refused(_("请写明退回的原因：哪一条、要怎样改。"))
    return _step("return", document, note=note, by=by, at=at)


@transaction.atomic
def approve(
    *, document: ImplementationDocument, note: str = "", by: Scope, at: datetime
) -> ImplementationDocument:
    """Approved as submitted, whatever became of the tasks since; an edition is kept. Raises Forbidden, Conflict."""
    row = _step("approve", document, note=note, by=by, at=at)
    content = _last(row, Edition.Kind.SUBMITTED)
    editions.add(row, Edition.Kind.APPROVED, content=content, by=by, at=at)
    return row


@transaction.atomic
def issue(
    *, document: ImplementationDocument, number: str, dated: date | None, by: Scope, at: datetime
) -> ImplementationDocument:
    """Sent down as approved, with number and date: everybody below reads this edition.

    Raises Forbidden, Conflict, Refused (no number, no date, a date out of range).
    """
    if not number.strip() or dated is None:
        raise Refused(_("印发前请写明文号和成文日期。"))
    refuse_other_day(document, dated, at=at)
    facts = {"number": number.strip(), "dated": dated, "issued_to": document.place}
    row = _step("issue", document, facts=facts, by=by, at=at)
    content = replace(_last(row, Edition.Kind.APPROVED), number=row.number, dated=row.dated)
    edition = editions.add(row, Edition.Kind.ISSUED, content=content, by=by, at=at)
    edition.issued_to = row.place
    edition.save(update_fields=["issued_to"])
    return row


@transaction.atomic
def revise(*, document: ImplementationDocument, note: str, by: Scope, at: datetime) -> ImplementationDocument:
    """A draft again; the edition that was issued stays readable below. Raises Forbidden, Conflict, Refused (no reason)."""
    if not note.strip():
        raise Refused(_("请写明为什么修订。"))
    return _step("revise", document, note=note, by=by, at=at)


def _last(document: ImplementationDocument, kind: str) -> Content:
    """What the last edition of a kind says."""
    rows = Edition.objects.across_all(because="they belong to a document that was read through the scope")
    edition = rows.filter(document=document, kind=kind).order_by("-number").first()
    if edition is None:  # the state says there is one
        raise Conflict(_("这份意见的状态刚刚变了（可能已经点过一次）。请刷新后再看。"))
    return from_json(edition.content)


def _step(
    step: str,
    document: ImplementationDocument,
    *,
    note: str = "",
    facts: dict[str, Any] | None = None,
    by: Scope,
    at: datetime,
) -> ImplementationDocument:
    """Takes the step where the state still allows it, and writes it down. facts: what the step sets besides."""
    above = step in {"approve", "return"}
    if not (queries.may_approve if above else queries.may_write)(by, document):
        raise Forbidden
    note = note.strip()
    if len(note) > NOTE_HOLDS:
        raise Refused(_("说明最多 %(count)s 个字，请写短一些。") % {"count": NOTE_HOLDS})
    before, after = DOCUMENTS[step]
    rows = ImplementationDocument.objects.within(by).filter(pk=document.pk)
    row = rows.select_for_update().first()
    held = row.state if row else document.state
    moved = rows.filter(state=held, state__in=before).update(
        state=after, version=F("version") + 1, **(facts or {})
    )
    if not moved or row is None:
        raise Conflict(_("这份意见的状态刚刚变了（可能已经点过一次）。请刷新后再看。"))
    row.refresh_from_db()
    DocumentStep(
        document=row, step=step, before=DocumentState(held), after=after, note=note, by=by.label[:120], at=at
    ).save(force_insert=True)
    record(_PAST[step], row, by=by, at=at)
    return confirm(row, by)
