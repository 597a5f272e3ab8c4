"""Implementation documents: whose they are, who may take which step, what waits for whom."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.lifecycle import DOCUMENTS, DirectiveState, DocumentState
from zhengyou.campaigns.models import (
    Directive,
    DocumentDirective,
    DocumentStep,
    Edition,
    ImplementationDocument,
)
from zhengyou.campaigns.queries import directives as directives_of_level
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH, ancestors
from zhengyou.web.todo import Waiting

WRITE, APPROVE = "documents.write", "documents.approve"
WRITTEN = frozenset({DocumentState.DRAFT, DocumentState.RETURNED})
AHEAD = timedelta(days=31)  # by which a document may be dated ahead of today
_ABOVE = frozenset({"approve", "return"})
_PARTS = "the rows belong to a document that was read through the scope"


def readable(scope: Scope) -> QuerySet[ImplementationDocument]:
    """Documents of the own level and those below, with place, campaign and leading directive (without its text)."""
    rows = ImplementationDocument.objects.within(scope).select_related("territory", "campaign", "directive")
    return rows.defer("directive__text", "directive__regions")


def own(scope: Scope) -> QuerySet[ImplementationDocument]:
    """Those of the level for which the person works, newest first."""
    return readable(scope).filter(place=scope.place).order_by("-id")


def below(scope: Scope) -> QuerySet[ImplementationDocument]:
    """Those of the levels below, in the order of places."""
    return readable(scope).exclude(place=scope.place).order_by("place", "-id")


def issued_above(scope: Scope) -> list[Edition]:
    """What the levels above issued: the newest edition of each document with its `title`, the highest level first."""
    rows = Edition.objects.within(scope).filter(
        issued_to__in=[path for path in ancestors(scope.place) if path != scope.place]
    )
    newest: dict[int, Edition] = {}
    named = rows.annotate(title=KT("content__title")).select_related("document__territory").defer("content")
    for row in named.order_by("number"):
        newest[row.document_id] = row
    return sorted(newest.values(), key=lambda row: (row.issued_to, -row.document_id))


def startable(scope: Scope) -> QuerySet[Directive]:
    """Issued directives of the own level and those it received that no document of the own level answers yet."""
    answered = DocumentDirective.objects.across_all(because=_PARTS).filter(
        directive=OuterRef("pk"), territory__path=scope.place
    )
    rows = Directive.objects.within(scope).filter(
        state=DirectiveState.ISSUED, issued_to__in=ancestors(scope.place)
    )
    rows = (
        rows.filter(directives_of_level.owed_at(scope.place), ~Exists(answered))
        .select_related("territory")
        .defer("text", "regions")
    )
    return rows.order_by("issued_to", "-dated", "-id")


def directives(document: ImplementationDocument) -> list[Directive]:
    """Those that it answers, the leading one first, without their texts."""
    rows = DocumentDirective.objects.across_all(because=_PARTS).filter(document=document).order_by("seq")
    joined = rows.select_related("directive").defer("directive__text", "directive__regions")
    return [row.directive for row in joined]


def dated_between(document: ImplementationDocument, *, on: date) -> tuple[date, date]:
    """The days that may be its date: from the newest directive that it answers (else the campaign's start), a month ahead.

    on: today. A directive dated later than today sets no bound.
    """
    known = [one.dated for one in directives(document) if one.dated]
    first = max(known, default=document.campaign.starts_on)
    return min(first, on), on + AHEAD


def history(document: ImplementationDocument) -> list[DocumentStep]:
    """Its steps, newest first."""
    return list(DocumentStep.objects.across_all(because=_PARTS).filter(document=document))


def editions(document: ImplementationDocument) -> list[Edition]:
    """Its editions without their contents, newest first."""
    return list(Edition.objects.across_all(because=_PARTS).filter(document=document).defer("content"))


def standing(document: ImplementationDocument) -> Edition | None:
    """The edition that stands for the document while nobody writes: what was submitted, approved or issued last.

    Measures are tasks, which go on changing; what was submitted does not. None while it is written.
    """
    if is_written(document):
        return None
    rows = Edition.objects.across_all(because=_PARTS).filter(document=document, kind=document.state)
    return rows.order_by("-number").first()


def last_approved(document: ImplementationDocument) -> Edition | None:
    """The edition approved last, with its content."""
    rows = Edition.objects.across_all(because=_PARTS).filter(document=document, kind=Edition.Kind.APPROVED)
    return rows.order_by("-number").first()


def level_of(scope: Scope) -> Territory | None:
    """The place whose document the person may write; None for everybody else."""
    if scope.reach is not Reach.TERRITORY or not scope.may(WRITE):
        return None
    return Territory.objects.across_all(because="names of places are public").filter(path=scope.place).first()


def may_write(scope: Scope, document: ImplementationDocument) -> bool:
    """Only its own level writes it, submits it, issues it."""
    return scope.reach is Reach.TERRITORY and scope.may(WRITE) and scope.place == document.place


def may_approve(scope: Scope, document: ImplementationDocument) -> bool:
    """The level directly above; a province approves its own."""
    above = document.place[:-LABEL_WIDTH] or document.place
    return scope.reach is Reach.TERRITORY and scope.may(APPROVE) and scope.place == above


def is_written(document: ImplementationDocument) -> bool:
    """Whether its text may be changed now."""
    return document.state in WRITTEN


def steps(scope: Scope, document: ImplementationDocument) -> list[str]:
    """The steps that the person may take now, by their names in campaigns.lifecycle.DOCUMENTS."""
    writes, approves = may_write(scope, document), may_approve(scope, document)
    return [
        step
        for step, (before, _after) in DOCUMENTS.items()
        if document.state in before and (approves if step in _ABOVE else writes)
    ]


def waiting(scope: Scope, *, today: date) -> list[Waiting]:  # noqa: ARG001 - the signature of every source
    """Documents that wait for this person's approval, and own ones that came back or may be issued."""
    if scope.reach is not Reach.TERRITORY or not (scope.may(APPROVE) or scope.may(WRITE)):
        return []
    rows = ImplementationDocument.objects.within(scope).filter(
        Q(state=DocumentState.SUBMITTED)
        | Q(place=scope.place, state__in=[DocumentState.RETURNED, DocumentState.APPROVED])
    )
    return [
        _wait(row)
        for row in rows.order_by("place", "id")
        if (may_approve if row.state == DocumentState.SUBMITTED else may_write)(scope, row)
    ]


def _wait(row: ImplementationDocument) -> Waiting:
    sentence, verb = {
        DocumentState.SUBMITTED: (_("贯彻意见等待审批：%(title)s"), _("审批")),
        DocumentState.RETURNED: (_("贯彻意见被退回，请修改：%(title)s"), _("修改")),
        DocumentState.APPROVED: (_("贯彻意见已批准，可以印发：%(title)s"), _("印发")),
    }[DocumentState(row.state)]
    url = reverse("campaigns:document", args=[row.pk])
    return Waiting(None, sentence % {"title": row.title}, url, verb)
