"""Beginning an implementation document, taking in further directives, correcting its head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.models import Directive, DocumentDirective, ImplementationDocument
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.rules.document import drafting
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import Territory
from zhengyou.organisations.rules.bodies import NAMES
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "document"
FACTS: Final = ("title", "issuer", "number", "addressees", "dated", "opening", "closing")
ON_SCREEN: Final = "网页登记"
_OWN = "the document was read through the scope, and is confirmed after"
_ADDRESSED = {"province": "各省辖市", "city": "各县（市、区）", "county": "各乡镇（街道、园区）"}


@transaction.atomic
def start(*, directive: Directive, by: Scope, at: datetime) -> ImplementationDocument:
    """A draft of the person's level that answers the directive, its head and its first and last paragraph proposed.

    Raises Forbidden; Refused (not issued, or out of reach); Conflict (a document of the level answers it already).
    """
    level = queries.level_of(by)
    if level is None:
        raise Forbidden
    _refuse_unanswerable(directive, by)
    document = ImplementationDocument(
        campaign_id=directive.campaign_id,
        directive=directive,
        territory=level,
        place=level.path,
        title=drafting.title([directive.title], level.name)[:200],
        issuer=NAMES["leading_group_office"].format(place=level.name),
        addressees=_addressees(level),
        opening=drafting.opening([directive.title], level.name),
        closing=drafting.closing(),
        made_by=by.label[:120],
        made_at=at,
    )
    _save_new(document, DocumentDirective(document=document, directive=directive, territory=level, seq=1))
    confirm(document, by)
    record("document.started", document, by=by, at=at)
    return document


@transaction.atomic
def take_in(
    *, document: ImplementationDocument, directive: Directive, by: Scope, at: datetime
) -> ImplementationDocument:
    """A further directive of the same campaign is answered in this document; its demands come behind those held.

    Title and first paragraph are proposed anew as long as nobody rewrote them. Raises Forbidden, Conflict, Refused.
    """
    row = locked(document, by)
    _refuse_unanswerable(directive, by)
    if directive.campaign_id != row.campaign_id:
        raise Refused(_("这份文件属于另一个活动，不能放在同一份贯彻意见里。"))
    held = queries.directives(row)
    place = row.territory.name
    before = [one.title for one in held]
    after = [*before, directive.title]
    if row.title == drafting.title(before, place)[:200]:
        row.title = drafting.title(after, place)[:200]
    if row.opening == drafting.opening(before, place):
        row.opening = drafting.opening(after, place)
    row.version += 1
    link = DocumentDirective(document=row, directive=directive, territory=row.territory, seq=len(held) + 1)
    _save_new(row, link)
    confirm(row, by)
    record("document.directive_taken_in", row, by=by, at=at, directive=directive.title)
    return row


@transaction.atomic
def correct(
    *, document: ImplementationDocument, facts: Mapping[str, Any], version: int, by: Scope, at: datetime
) -> ImplementationDocument:
    """Corrects head, first and last paragraph; only what differs is written. facts: {attribute: value} of FACTS.

    version: the one the person saw. Raises Forbidden, Conflict, Refused (no title, no issuer, a date out of range).
    """
    row = locked(document, by)
    if row.version != version:
        raise Conflict(_("这份意见在您打开之后被别人改过，您的内容还没有保存。"))
    if not str(facts.get("title", row.title)).strip() or not str(facts.get("issuer", row.issuer)).strip():
        raise Refused(_("请写明标题和发文单位。"))
    changed = {
        name: (getattr(row, name), facts[name])
        for name in FACTS
        if name in facts and getattr(row, name) != facts[name]
    }
    if not changed:
        return row
    if "dated" in changed:
        refuse_other_day(row, facts["dated"], at=at)
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.version += 1
    row.save()
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=ON_SCREEN))
    ledger.changed(KIND, row.pk, values=changed)
    ledger.write()
    record("document.corrected", row, by=by, at=at, fields=sorted(changed))
    return row


def locked(document: ImplementationDocument, by: Scope) -> ImplementationDocument:
    """The document as it stands now, locked for writing.

    Raises Forbidden for whoever does not write it; Conflict once it is submitted, approved or issued.
    """
    if not queries.may_write(by, document):
        raise Forbidden
    rows = ImplementationDocument.objects.across_all(because=_OWN).select_related("territory")
    row = rows.select_for_update(of=("self",)).get(pk=document.pk)
    if not queries.is_written(row):
        raise Conflict(_("这份意见已经送审或批准，现在不能改。需要修改时，请先取回或重新修订。"))
    return row


def refuse_other_day(document: ImplementationDocument, dated: date | None, *, at: datetime) -> None:
    """Raises Refused for a date that cannot be the document's; none is no date out of range."""
    first, last = queries.dated_between(document, on=localdate(at))
    if dated is not None and not first <= dated <= last:
        sentence = _("成文日期要在 %(first)s 到 %(last)s 之间：不早于所答复文件的日期，最多比今天晚 31 天。")
        raise Refused(sentence % {"first": first.isoformat(), "last": last.isoformat()})


def record(action: str, document: ImplementationDocument, *, by: Scope, at: datetime, **detail: Any) -> None:
    """Appends to the log."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=document.pk,
        subject=document.title,
        path=document.place,
        detail=detail,
    )


def _refuse_unanswerable(directive: Directive, by: Scope) -> None:
    """Raises Conflict when a document of the level answers it already, Refused when it is out of reach or not issued."""
    taken = DocumentDirective.objects.within(by).filter(directive=directive, territory__path=by.place)
    if taken.exists():
        raise Conflict(_taken())
    if not queries.startable(by).filter(pk=directive.pk).exists():
        raise Refused(_("只能答复本级或上级已经印发的文件。"))


def _save_new(document: ImplementationDocument, link: DocumentDirective) -> None:
    try:
        with transaction.atomic():
            document.save()
            link.document = document
            link.save(force_insert=True)
    except IntegrityError as error:  # somebody was faster by a moment
        raise Conflict(_taken()) from error


def _taken() -> str:
    return _("本级已经有一份贯彻意见在答复这份文件，请在那份里写。")


def _addressees(level: Territory) -> str:
    below = _ADDRESSED.get(level.level, "各单位")
    return f"{below}创先争优活动领导小组，各成员单位"
