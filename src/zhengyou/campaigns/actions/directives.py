"""Bringing a directive in: its text is read into the tree; kind, issuer, number and date are proposed and corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions import overlaps
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Clause, Directive, Passage
from zhengyou.campaigns.queries import bodies, campaign
from zhengyou.campaigns.rules.directive import Source, read, tree
from zhengyou.campaigns.rules.directive.facts import proposed
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

KIND: Final = "directive"
FACTS: Final = ("kind", "title", "issuer", "number", "dated")
ON_SCREEN: Final = "网页登记"
_OWN: Final = "a level's own directives; the action refuses others"
_ITSELF: Final = {
    "opening": "opening",
    "closing": "closing",
}  # regions of these kinds belong to the passage of that name


class AlreadyHeld(Refused):
    """The level brought this very text in before: `directive`."""

    def __init__(self, directive: Directive) -> None:
        super().__init__(_("这份文稿已经导入过了：《%(title)s》。") % {"title": directive.title})
        self.directive = directive


@transaction.atomic
def add(*, source: Source, file_name: str, facts: Mapping[str, Any], by: Scope, at: datetime) -> Directive:
    """Reads the text and keeps its tree as a draft of the writer's level in the running campaign.

    facts: any of kind, title, issuer, number, dated; what is not given is proposed from the text. Overlaps with the other
    directives the level works with are proposed at once. Raises AlreadyHeld, Refused (no campaign, no text), Forbidden.
    """
    level, running = bodies.level_of(by), campaign.current()
    if level is None or not by.may("directives.manage"):
        raise Forbidden
    if running is None:
        raise Refused(_("还没有装入活动方案，不能导入文件。请联系系统管理员。"))
    found = read(source)
    if not found.parts and not found.opening:
        raise Refused(_("文件里没有读到正文。请检查是否选错了文件。"))
    said = proposed(found, source.text)
    row = Directive(
        campaign=running,
        territory=level,
        place=level.path,
        kind=facts.get("kind") or said.kind or Directive.Kind.OTHER,
        title=facts.get("title") or said.title,
        issuer=facts.get("issuer") or said.issuer,
        number=facts.get("number") or said.number,
        dated=facts.get("dated") or said.dated,
        salutation=(found.salutation or "")[:300],
        text=source.text,
        regions=[
            [one.kind, one.start, one.end, one.id or _ITSELF.get(one.kind, "")] for one in found.regions
        ],
        notes=list(found.notes),
        file_name=file_name[:200],
        digest=hashlib.sha256(source.text.encode()).hexdigest(),
        read_by=(by.label or by.role)[:120],
        read_at=at,
    )
    _save_once(row)
    clauses = _plant(row, found)
    overlaps.propose(row, clauses)
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=file_name or ON_SCREEN))
    ledger.created(KIND, row.pk, values={name: getattr(row, name) for name in FACTS}, path=row.place)
    ledger.write()
    record("directive.added", row, by=by, at=at, clauses=len(clauses))
    return row


@transaction.atomic
def correct(
    *, directive: Directive, changes: Mapping[str, Any], version: int, by: Scope, at: datetime
) -> Directive:
    """Corrects kind, title, issuer, number or date. Raises Conflict (changed meanwhile, withdrawn), Refused, Forbidden."""
    refuse_others(directive, by)
    row = locked(directive, version, states=(DirectiveState.REVIEWING, DirectiveState.ISSUED))
    changed = {
        name: (getattr(row, name), value)
        for name, value in changes.items()
        if name in FACTS and getattr(row, name) != value
    }
    if not str(changes.get("title", row.title)).strip():
        raise Refused(_("请填写标题。"))
    if not changed:
        return row
    for name, (_old, value) in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    confirm(row, by)
    ledger = Ledger(Origin(by=by, at=at, source=ON_SCREEN))
    ledger.changed(KIND, row.pk, values=changed, path=row.place)
    ledger.write()
    record("directive.corrected", row, by=by, at=at, fields=sorted(changed))
    return row


def refuse_others(directive: Directive, by: Scope) -> None:
    """Only the level that brought it in works on a directive. Raises Forbidden."""
    if not by.may("directives.manage") or by.place != directive.place:
        raise Forbidden


def locked(
    directive: Directive,
    version: int | None,
    *,
    states: tuple[DirectiveState, ...] = (DirectiveState.REVIEWING,),
) -> Directive:
    """The directive as it stands now, locked until the transaction ends.

    version: as it was shown; None where the caller compares what the step concerns. Raises Conflict when somebody changed
    it since, or when it is in none of these states.
    """
    rows = Directive.objects.across_all(because=_OWN).select_for_update(of=("self",))
    row = rows.get(pk=directive.pk)
    if row.state not in states:
        raise Conflict(_("《%(title)s》已经下发或撤回，不能再改。") % {"title": row.title})
    if version is not None and row.version != version:
        raise changed_meanwhile(row)
    return row


def changed_meanwhile(row: Directive) -> Conflict:
    """What is said when somebody else was faster."""
    words = _("《%(title)s》在您打开之后被别人改过，您这一步没有保存。请看过现在的样子再改。")
    return Conflict(words % {"title": row.title})


def touch(row: Directive) -> None:
    """Counts a change of a locked directive."""
    Directive.objects.across_all(because=_OWN).filter(pk=row.pk).update(version=F("version") + 1)
    row.version += 1


def record(action: str, row: Directive, *, by: Scope, at: datetime, **detail: Any) -> None:
    """Appends to the log."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=row.pk,
        subject=row.title,
        path=row.place,
        detail=detail,
    )


def _save_once(row: Directive) -> None:
    """The database keeps a level from bringing one text in twice, also at the same moment."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = Directive.objects.across_all(because=_OWN).exclude(state=DirectiveState.WITHDRAWN)
        held = same.filter(campaign=row.campaign, territory=row.territory, digest=row.digest).first()
        if held is None:
            raise
        raise AlreadyHeld(held) from None


def _plant(row: Directive, found: tree.Directive) -> list[Clause]:
    planted = list(_passages(row, found))
    passages = [passage for passage, _clauses in planted]
    Passage.objects.across_all(because=_OWN).bulk_create(passages)
    clauses = [
        Clause(
            directive=row,
            passage=passage,
            key=one.id,
            start=one.start,
            end=one.end,
            text=one.text,
            duty=list(one.duty),
        )
        for passage, some in planted
        for one in some
    ]
    return list(Clause.objects.across_all(because=_OWN).bulk_create(clauses))


def _passages(row: Directive, found: tree.Directive) -> Iterator[tuple[Passage, tuple[tree.Clause, ...]]]:
    """The nodes of the tree in the order of the text, each with what it asks for."""
    kinds = Passage.Kind
    told: list[tuple[str, str, str, str | None, str, tuple[tree.Clause, ...]]] = []
    if found.opening is not None:
        told.append(("opening", kinds.OPENING, "", "", found.opening, found.opening_clauses))
    for part in found.parts:
        told.append((part.id, kinds.PART, part.number, part.heading, part.text, part.clauses))
        told += [(one.id, kinds.POINT, one.number, one.heading, one.text, one.clauses) for one in part.points]
    if found.closing is not None:
        told.append(("closing", kinds.CLOSING, "", "", found.closing, found.closing_clauses))
    for seq, (key, kind, number, heading, text, clauses) in enumerate(told, start=1):
        passage = Passage(
            directive=row, key=key, kind=kind, seq=seq, number=number[:40], heading=heading or "", text=text
        )
        yield passage, clauses
