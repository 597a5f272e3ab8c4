"""What travels with an organisation, and who receives later what is in force (settings names these functions)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from zhengyou.campaigns.actions import receipts
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import ContactPoint, Conveyance, Directive, Receipt, Visit
from zhengyou.campaigns.queries import levels
from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.moving import at_each
from zhengyou.organisations.models import PartyOrganisation, Territory, in_force

_BECAUSE = "receipts stand where their organisation stands, whoever may see them"


def organisations_moved(places: Mapping[int, str], *, ledger: Ledger) -> None:
    """Receipts and occasions of these organisations go to the new place, and count there with the level that sends to it.

    places: {organisation: territory path it has now}. What it did stays done.
    """
    today = timezone.localdate(ledger.origin.at)
    senders = levels.senders(places.values(), on=today)
    rows = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(pk__in=places)
    territory_at = dict(rows.order_by().values_list("place", "territory"))
    for place, organisations in at_each(places).items():
        territory = territory_at[place]
        received = Receipt.objects.across_all(because=_BECAUSE).filter(organisation__in=organisations)
        moved = received.exclude(territory=territory, place=place)  # what stands there keeps its sender
        moved.update(territory=territory, place=place, from_place=senders.get(place, F("from_place")))
        held = Conveyance.objects.across_all(because=_BECAUSE).filter(organisation__in=organisations)
        held.update(territory=territory, place=place)


def untouched(nodes: Sequence[Territory | PartyOrganisation]) -> list[QuerySet[Receipt]]:
    """Receipts that came by themselves to places or organisations which may be taken back, and that nobody has touched."""
    waiting = Receipt.objects.across_all(because=_BECAUSE).filter(
        acknowledged_at__isnull=True, conveyed_on__isnull=True, sent_on_at__isnull=True
    )
    places = [node.pk for node in nodes if isinstance(node, Territory)]
    organisations = [node.pk for node in nodes if isinstance(node, PartyOrganisation)]
    return [
        waiting.filter(territory__in=places, organisation__isnull=True),
        waiting.filter(organisation__in=organisations),
    ]


def companions(
    nodes: Sequence[Territory | PartyOrganisation],
) -> list[tuple[QuerySet[Any], str]]:
    """(rows, column) that name such a place or organisation only because an organisation or a unit stands there.

    Receipts and occasions stand where their organisation stands; a visit or contact point of a unit names the unit's
    organisation beside it.
    """
    places = [node.pk for node in nodes if isinstance(node, Territory)]
    organisations = [node.pk for node in nodes if isinstance(node, PartyOrganisation)]
    return [
        *(
            (
                model.objects.across_all(because=_BECAUSE).filter(
                    territory__in=places, organisation__isnull=False
                ),
                "territory_id",
            )
            for model in (Receipt, Conveyance)
        ),
        *(
            (
                model.objects.across_all(because=_BECAUSE)
                .filter(organisation__in=organisations)
                .exclude(subject_kind="organisation"),
                "organisation_id",
            )
            for model in (Visit, ContactPoint)
        ),
    ]


def catch_up(*, at: datetime) -> int:
    """Whoever came to a level after it had sent a directive on receives it now; returns how many receipts are new.

    Organisations founded or moved there since, places added below it. Withdrawn directives are sent to nobody.
    """
    issued = Directive.objects.across_all(because=_BECAUSE).filter(state=DirectiveState.ISSUED)
    made = 0
    for directive in issued.order_by("pk").values_list("pk", flat=True):
        for own in _behind(directive, on=timezone.localdate(at)):
            made += _deliver(own, at)
    return made


def _behind(directive: int, *, on: date) -> list[int]:
    """The receipts of the levels that sent a directive on and have somebody directly below who lacks it."""
    held = Receipt.objects.across_all(because=_BECAUSE).filter(directive=directive)
    sent = dict(
        held.filter(organisation__isnull=True, sent_on_at__isnull=False, territory__valid_to__isnull=True)
        .order_by("place")
        .values_list("place", "pk")
    )
    organisations = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(in_force(on))
    without = organisations.filter(~Exists(held.filter(organisation=OuterRef("pk"))))
    places = set(without.order_by().values_list("place", flat=True).distinct())
    lacking = set(levels.senders(places, on=on).values())
    territories = Territory.objects.across_all(because=_BECAUSE).filter(
        in_force(on), level__in=levels.OFFICES
    )
    missed = held.filter(territory=OuterRef("pk"), organisation__isnull=True)
    lacking |= set(territories.filter(~Exists(missed)).values_list("parent__path", flat=True))
    return [own for place, own in sent.items() if place in lacking]


@transaction.atomic
def _deliver(own: int, at: datetime) -> int:
    rows = Receipt.objects.across_all(because=_BECAUSE).select_related("directive", "territory")
    held = rows.select_for_update(of=("self",)).filter(pk=own, directive__state=DirectiveState.ISSUED).first()
    if held is None:
        return 0
    return receipts.deliver(
        directive=held.directive,
        level=held.territory,
        sent_by=held.acknowledged_by,
        at=at,
        days=receipts.days_of(held),
    )
