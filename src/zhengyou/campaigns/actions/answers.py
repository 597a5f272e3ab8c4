"""Writing what a document says to one clause."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions.documents import locked, record, start
from zhengyou.campaigns.models import Answer, Clause, DocumentDirective, ImplementationDocument
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Refused

EXCUSED_HOLDS = 200
TEXT_HOLDS = 5000
_PARTS = "the rows belong to a document that was read through the scope"


@transaction.atomic
def save(
    *,
    document: ImplementationDocument,
    clause: Clause,
    text: str,
    excused: str,
    version: int,
    by: Scope,
    at: datetime,
) -> Answer:
    """The answer to a clause, or why the level need not answer; the wording before is kept as `previous`.

    version: the answer's that the person saw, 0 for none yet. Raises Forbidden, Conflict, Refused (a clause of another
    directive, an answer and an excuse at once, too long).
    """
    row = locked(document, by)
    text, excused = text.strip(), excused.strip()
    _refuse_bad(row, clause, text, excused)
    rows = Answer.objects.across_all(because=_PARTS).select_for_update()
    held = rows.filter(document=row, clause=clause).first()
    if (held.version if held else 0) != version:
        raise Conflict(_("别人刚保存了这一条，您写的还没有保存。"))
    if held and (held.text, held.excused) == (text, excused):
        return held
    answer = held or Answer(document=row, clause=clause, version=0)
    if answer.text and answer.text != text:
        answer.previous = answer.text
    answer.text, answer.excused = text, excused
    answer.written_by = by.label[:120]
    answer.version += 1
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError as error:  # two first savings in one moment
        raise Conflict(_("别人刚保存了这一条，您写的还没有保存。")) from error
    confirm(answer, by)
    record("document.answered", row, by=by, at=at, clause=clause.key)
    return answer


@transaction.atomic
def rewrite(
    *,
    document: ImplementationDocument,
    clause: Clause,
    typed: str,
    text: str,
    excused: str = "",
    version: int,
    by: Scope,
    at: datetime,
) -> Answer:
    """Puts another wording, or an excuse, in the place of what was typed, which is saved first and so kept as `previous`.

    Raises as save().
    """
    if typed.strip():
        version = save(
            document=document, clause=clause, text=typed, excused="", version=version, by=by, at=at
        ).version
    return save(document=document, clause=clause, text=text, excused=excused, version=version, by=by, at=at)


@transaction.atomic
def excuse(*, clause: Clause, reason: str, by: Scope, at: datetime) -> Answer:
    """Says why the person's level need not answer a clause, in its document; one is begun where it has none yet.

    A wording held is kept as `previous`. Raises Forbidden, Conflict (the document is submitted), Refused.
    """
    if not reason.strip():
        raise Refused(_("请写明本级为什么不需要答复。"))
    links = DocumentDirective.objects.within(by).filter(
        directive=clause.directive_id, territory__path=by.place
    )
    link = links.select_related("document").first()
    document = link.document if link else start(directive=clause.directive, by=by, at=at)
    held = Answer.objects.within(by).filter(document=document, clause=clause).first()
    version = held.version if held else 0
    return save(document=document, clause=clause, text="", excused=reason, version=version, by=by, at=at)


def _refuse_bad(document: ImplementationDocument, clause: Clause, text: str, excused: str) -> None:
    answered = DocumentDirective.objects.across_all(because=_PARTS).filter(
        document=document, directive=clause.directive_id
    )
    if not clause.marked or not answered.exists():
        raise Refused(_("这条要求不在这份意见答复的文件里。"))
    if text and excused:
        raise Refused(_("已经写了怎样落实，就不用写不需要答复的原因；请留一项。"))
    if len(text) > TEXT_HOLDS or len(excused) > EXCUSED_HOLDS:
        raise Refused(
            _("怎样落实最多 %(text)s 个字，不需要答复的原因最多 %(excused)s 个字，请写短一些。")
            % {"text": TEXT_HOLDS, "excused": EXCUSED_HOLDS}
        )
