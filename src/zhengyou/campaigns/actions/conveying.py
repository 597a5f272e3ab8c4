"""Conveying and studying a directive: each occasion is recorded, the receipts say how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions import receipts
from zhengyou.campaigns.models import Conveyance, ConveyanceDirective, Receipt
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Refused

_BECAUSE = "the receipts of one receiver, which the caller has read through the scope"


@transaction.atomic
def record(
    *,
    receipts_of: Sequence[Receipt],
    held_on: date,
    how: str,
    missing: int,
    missing_note: str = "",
    note: str = "",
    by: Scope,
    at: datetime,
) -> Conveyance:
    """One occasion that conveyed one or several directives to one receiver; what was not acknowledged is so from now on.

    receipts_of: the receiver's receipts of those directives. missing: how many are still to be reached; missing_note:
    how they will be. Raises Refused (no directive, a day to come or before the directive, missing without how), Conflict
    (withdrawn, the same occasion recorded before), Forbidden.
    """
    held = _locked(receipts_of)
    _check(held, held_on=held_on, missing=missing, missing_note=missing_note, today=timezone.localdate(at))
    first = held[0]
    for receipt in held:
        receipts.require_receiver(receipt, by)
        receipts.refuse_withdrawn(receipt.directive)
    directives = {receipt.directive_id for receipt in held}
    if directives in _held_then(first, held_on=held_on, how=how):
        raise Conflict(_("这一天的这次传达已经登记过。请刷新后查看。"))
    entered_by = receipts.entered_by(first, by)
    made = Conveyance(
        territory_id=first.territory_id,
        place=first.place,
        organisation_id=first.organisation_id,
        held_on=held_on,
        how=how,
        missing=missing,
        missing_note=missing_note.strip() if missing else "",
        note=note.strip(),
        entered_by=entered_by,
        recorded_by=by.label[:120],
        recorded_at=at,
    )
    made.save(force_insert=True)
    ConveyanceDirective.objects.across_all(because=_BECAUSE).bulk_create(
        [ConveyanceDirective(conveyance=made, directive_id=one) for one in sorted(directives)]
    )
    receipts.acknowledged([receipt.pk for receipt in held], by=by, at=at, entered_by=entered_by)
    _count_again(held)
    _audit("conveyance.recorded", made, held, by, at)
    return confirm(made, by)


@transaction.atomic
def remove(*, conveyance: Conveyance, by: Scope, at: datetime) -> None:
    """Takes back an occasion that was recorded wrongly; the receipts are counted again. Raises Conflict, Forbidden."""
    held = _locked(_receipts(conveyance))
    for receipt in held:
        receipts.require_receiver(receipt, by)
    rows = Conveyance.objects.across_all(because=_BECAUSE).filter(pk=conveyance.pk)
    if not held or not rows.exists():
        raise Conflict(_("这条传达记录已经撤销。"))
    _audit("conveyance.removed", conveyance, held, by, at)
    rows.delete()
    _count_again(held)


def _check(held: list[Receipt], *, held_on: date, missing: int, missing_note: str, today: date) -> None:
    if not held:
        raise Refused(_("请至少选一份文件。"))
    if held_on > today:
        raise Refused(_("日期 %(day)s 还没有到，请在传达以后登记。") % {"day": held_on.isoformat()})
    for receipt in held:
        told = receipt.directive.dated
        if told and held_on < told:
            raise Refused(
                _("《%(title)s》%(told)s才成文，传达日期不能早于这一天。")
                % {"title": receipt.directive.title, "told": told.isoformat()}
            )
    if missing and not missing_note.strip():
        raise Refused(_("还有 %(count)s 人没有传达到，请写明怎样补。") % {"count": missing})


def _locked(wanted: Sequence[Receipt]) -> list[Receipt]:
    """The receipts of the receiver of the first one, locked, so that two occasions at once are counted one after the other."""
    if not wanted:
        return []
    first = wanted[0]
    rows = Receipt.objects.across_all(because=_BECAUSE).select_for_update(of=("self",))
    rows = rows.select_related("directive", "territory", "organisation").order_by("pk")
    of_one = rows.filter(territory=first.territory_id, organisation=first.organisation_id)
    return list(of_one.filter(pk__in=[receipt.pk for receipt in wanted]))


def _receipts(conveyance: Conveyance) -> list[Receipt]:
    directives = ConveyanceDirective.objects.across_all(because=_BECAUSE).filter(conveyance=conveyance)
    rows = Receipt.objects.across_all(because=_BECAUSE).filter(
        directive__in=directives.values("directive"), organisation=conveyance.organisation_id
    )
    return list(rows if conveyance.organisation_id else rows.filter(territory=conveyance.territory_id))


def _held_then(receipt: Receipt, *, held_on: date, how: str) -> list[set[int]]:
    """The directives of each occasion of this receiver on that day and in that way."""
    rows = ConveyanceDirective.objects.across_all(because=_BECAUSE).filter(
        conveyance__territory=receipt.territory_id,
        conveyance__organisation=receipt.organisation_id,
        conveyance__held_on=held_on,
        conveyance__how=how,
    )
    found: dict[int, set[int]] = {}
    for occasion, directive in rows.values_list("conveyance", "directive"):
        found.setdefault(occasion, set()).add(directive)
    return list(found.values())


def _count_again(held: Sequence[Receipt]) -> None:
    """First day and number still to be reached, from the occasions of one receiver."""
    receiver = held[0]
    rows = ConveyanceDirective.objects.across_all(because=_BECAUSE).filter(
        directive__in=[receipt.directive_id for receipt in held],
        conveyance__organisation=receiver.organisation_id,
    )
    if receiver.organisation_id is None:
        rows = rows.filter(conveyance__territory=receiver.territory_id)
    occasions: dict[int, list[tuple[date, int, int]]] = {}
    for directive, day, number, missing in rows.values_list(
        "directive", "conveyance__held_on", "conveyance", "conveyance__missing"
    ):
        occasions.setdefault(directive, []).append((day, number, missing or 0))
    for receipt in held:
        of_it = sorted(occasions.get(receipt.directive_id, []))
        receipt.conveyed_on = of_it[0][0] if of_it else None
        receipt.missing = of_it[-1][2] if of_it else None
        receipt.save(update_fields=["conveyed_on", "missing"])


def _audit(action: str, conveyance: Conveyance, held: Sequence[Receipt], by: Scope, at: datetime) -> None:
    receiver = held[0].organisation or held[0].territory
    for receipt in held:
        audit.record(
            action, by=by, at=at, subject_kind="directive", subject_id=receipt.directive_id,
            subject=f"{receipt.directive.title}：{receiver}", path=receipt.place,
            detail={"day": conveyance.held_on.isoformat(), "missing": conveyance.missing},
        )  # fmt: skip
