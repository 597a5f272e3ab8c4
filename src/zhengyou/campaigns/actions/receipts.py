"""Down the line: sending a directive to the levels below, and acknowledging it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import loading
from zhengyou.audit import actions as audit
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Directive, Receipt
from zhengyou.campaigns.queries import levels
from zhengyou.campaigns.rules.deadlines import day_given
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope
from zhengyou.web.errors import Conflict, Forbidden

DAYS: Final = ("acknowledge_by", "convey_by", "brief_by")
HELPED: Final = "helped_by_other"  # code of the enum `entered_by`
_BECAUSE = "a directive is sent to every level and organisation below the sender, whoever reads them"


@transaction.atomic
def send(
    *, directive: Directive, by: Scope, at: datetime, days: Mapping[str, date | None] | None = None
) -> int:
    """Sends an issued directive to the levels and organisations directly below the sender's place.

    The sender is the office of `by`; for the operator the level whose directive it is. days: the sender's own days
    (acknowledge_by, convey_by, brief_by) where they differ from those it was given. Returns how many received it now.
    Safe to repeat: who has it is left alone. Raises Conflict when it is not issued, Forbidden for a level that neither
    issued nor received it.
    """
    held = Directive.objects.across_all(because=_BECAUSE).select_for_update().get(pk=directive.pk)
    if held.state != DirectiveState.ISSUED:
        raise Conflict(_("《%(title)s》没有下发，或者已经撤回，不能转发。") % {"title": held.title})
    own = _own(held, by, at)
    fresh = deliver(
        directive=held, level=own.territory, sent_by=by.label or by.role, at=at, days=days or days_of(own)
    )
    Receipt.objects.across_all(because=_BECAUSE).filter(pk=own.pk, sent_on_at__isnull=True).update(
        sent_on_at=at
    )
    if fresh:
        audit.record(
            "receipt.sent", by=by, at=at, subject_kind="directive", subject_id=held.pk, subject=held.title,
            path=own.place, detail={"count": fresh},
        )  # fmt: skip
    return fresh


def deliver(
    *, directive: Directive, level: Territory, sent_by: str, at: datetime, days: Mapping[str, date | None]
) -> int:
    """Receipts for whatever stands directly below a level and has none; returns how many. In the caller's transaction."""
    today = timezone.localdate(at)
    below_it = levels.places_below(level, on=today)
    organisations = levels.organisations_of(level, on=today, below_it=below_it)
    rows = Receipt.objects.across_all(because=_BECAUSE).filter(directive=directive)
    reached = set(rows.filter(organisation__isnull=True).values_list("territory_id", flat=True))
    have_it = set(rows.filter(organisation__isnull=False).values_list("organisation_id", flat=True))
    places = [(place.pk, place.path) for place in below_it if place.pk not in reached]
    line = [
        one
        for one in organisations.order_by("pk").values_list("territory_id", "place", "pk")
        if one[2] not in have_it
    ]
    issued_on = timezone.localdate(directive.issued_at or at)
    constants = {
        "directive_id": directive.pk,
        "from_place": level.path,
        "sent_at": at,
        "sent_by": sent_by[:120],
        **{name: day_given(days.get(name), issued_on=issued_on, arrives_on=today) for name in DAYS},
    }
    _insert(places, constants=constants, names=("territory_id", "place"))
    # thousands of briefings nobody could read: an organisation owes none
    _insert(
        line, constants=constants | {"brief_by": None}, names=("territory_id", "place", "organisation_id")
    )
    return len(places) + len(line)


@transaction.atomic
def acknowledge(*, receipt: Receipt, by: Scope, at: datetime, send_on: bool = False) -> int:
    """Says that a directive has arrived; send_on: and passes it on to the level below at once.

    Returns to how many it was passed on. Raises Conflict when somebody did so already or the directive was withdrawn,
    Forbidden for anybody but the receiver and, for an organisation, the offices above it.
    """
    require_receiver(receipt, by)
    refuse_withdrawn(receipt.directive)
    if not acknowledged([receipt.pk], by=by, at=at, entered_by=entered_by(receipt, by)):
        raise Conflict(_("《%(title)s》刚刚已经签收。请刷新后查看。") % {"title": receipt.directive.title})
    audit.record(
        "receipt.acknowledged", by=by, at=at, subject_kind="directive", subject_id=receipt.directive_id,
        subject=f"{receipt.directive.title}：{receipt.organisation or receipt.territory}", path=receipt.place,
    )  # fmt: skip
    receipt.refresh_from_db()
    return send(directive=receipt.directive, by=by, at=at) if send_on else 0


@transaction.atomic
def acknowledge_for(*, directive: Directive, chosen: Sequence[int], by: Scope, at: datetime) -> int:
    """Enters for organisations whose secretaries cannot, recorded as entered by another; returns how many were new.

    chosen: ids of receipts; those out of reach, of levels or of other directives are left alone. Raises Conflict for a
    withdrawn directive, Forbidden without the right.
    """
    if not by.may("directives.receive"):
        raise Forbidden
    refuse_withdrawn(directive)
    rows = Receipt.objects.within(by).filter(directive=directive, organisation__isnull=False, pk__in=chosen)
    waiting = rows.filter(acknowledged_at__isnull=True, organisation__valid_to__isnull=True)
    count = acknowledged(list(waiting.values_list("pk", flat=True)), by=by, at=at, entered_by=HELPED)
    if count:
        audit.record(
            "receipt.acknowledged", by=by, at=at, subject_kind="directive", subject_id=directive.pk,
            subject=directive.title, path=by.place, detail={"count": count},
        )  # fmt: skip
    return count


def acknowledged(receipts: Sequence[int], *, by: Scope, at: datetime, entered_by: str) -> int:
    """Marks those of the receipts that nobody has acknowledged yet; returns how many."""
    rows = Receipt.objects.across_all(because="the caller has read them through the scope")
    return rows.filter(pk__in=receipts, acknowledged_at__isnull=True).update(
        acknowledged_at=at, acknowledged_by=by.label[:120], entered_by=entered_by
    )


def require_receiver(receipt: Receipt, by: Scope) -> None:
    """Raises Forbidden for whoever may not answer for the receiver."""
    if not may_answer(receipt, by):
        raise Forbidden


def may_answer(receipt: Receipt, by: Scope) -> bool:
    """A level answers for itself; for an organisation its secretary, or an office or a committee above it that helps."""
    own_level = by.reach is Reach.TERRITORY and by.place == receipt.place
    helped = receipt.organisation_id is not None and by.reach in {Reach.TERRITORY, Reach.ORGANISATION}
    if not by.may("directives.receive") or not (own_level or helped or by.reach is Reach.EVERYTHING):
        return False
    return Receipt.objects.within(by).filter(pk=receipt.pk).exists()


def entered_by(receipt: Receipt, by: Scope) -> str:
    """Code of the enum: "self" for the receiver, "helped_by_other" for an office that enters for an organisation."""
    helped = receipt.organisation_id is not None and by.reach is not Reach.ORGANISATION
    return HELPED if helped else "self"


def refuse_withdrawn(directive: Directive) -> None:
    """Nothing is owed for a withdrawn directive, whatever the page showed. Raises Conflict."""
    rows = Directive.objects.across_all(because=_BECAUSE).filter(pk=directive.pk)
    if rows.filter(state=DirectiveState.WITHDRAWN).exists():
        raise Conflict(_("《%(title)s》已经撤回，不用再办。") % {"title": directive.title})


def _own(directive: Directive, by: Scope, at: datetime) -> Receipt:
    """The sender's own receipt, locked; made for the level that issued it."""
    place = directive.place if by.reach is Reach.EVERYTHING else by.place
    rows = (
        Receipt.objects.across_all(because=_BECAUSE)
        .select_related("territory")
        .select_for_update(of=("self",))
    )
    own = rows.filter(Q(organisation__isnull=True), directive=directive, place=place).first()
    issues = place == directive.place
    office = by.reach in {Reach.TERRITORY, Reach.EVERYTHING}
    if not office or not by.may("directives.manage" if issues else "directives.receive"):
        raise Forbidden
    if own is None and not issues:
        raise Forbidden
    if own is None:
        own = Receipt(
            directive=directive,
            territory=directive.territory,
            place=directive.place,
            sent_at=at,
            sent_by=by.label[:120],
            acknowledged_at=at,
            acknowledged_by=by.label[:120],
        )
        own.save(force_insert=True)
    return own


def days_of(own: Receipt) -> dict[str, date | None]:
    """The days that a level was given; those of the directive at the level that issued it."""
    source = own if own.from_place else own.directive
    return {name: getattr(source, name) for name in DAYS}


def _insert(
    rows: Sequence[tuple[object, ...]], *, constants: Mapping[str, object], names: tuple[str, ...]
) -> None:
    if rows:
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        loading.insert(Receipt, columns, constants=constants, skip_held=True)
