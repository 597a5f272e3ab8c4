"""Units and members as a reorganisation knows them (settings.REORGANISATION_HOLDINGS)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengyou.census.actions import sightings
from zhengyou.census.models import Member, MissingUnit, Unit
from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.holdings import Chosen, Holding

_BECAUSE: Final = "what stands where a unit stands goes with it, whoever may see it"
_SOME: Final = 2000


def _units_moved(ids: Sequence[int], ledger: Ledger) -> None:
    """Members without a branch, answers on missing units, sightings and contact points stand where their units stand now."""
    place = Unit.objects.across_all(because=_BECAUSE).filter(pk=OuterRef("unit_id")).values("path")[:1]
    for start in range(0, len(ids), _SOME):
        some = ids[start : start + _SOME]
        members = Member.objects.across_all(because=_BECAUSE).filter(unit__in=some, branch__isnull=True)
        strayed = members.exclude(place=F("unit__path")).order_by()
        moved = list(strayed.values_list("pk", "place", "unit__path"))
        members.filter(pk__in=[pk for pk, _old, _new in moved]).update(place=Subquery(place))
        for pk, old, new in moved:
            ledger.touched("member", pk, path=new, previous_path=old)
        MissingUnit.objects.across_all(because=_BECAUSE).filter(unit__in=some).update(path=Subquery(place))
    sightings.follow(ids)


def _members_moved(ids: Sequence[int], ledger: Ledger) -> None:
    """Members stand where their branch stands: organisations.actions.moving sees to it."""


def _unit_goes_along(chosen: Chosen) -> Q:
    return Q(pk__in=chosen.get("unit", ()))


def _member_goes_along(chosen: Chosen) -> Q:
    own = Q(branch__in=chosen.get("organisation", ()))
    return own | Q(branch__isnull=True, unit__in=chosen.get("unit", ())) | Q(pk__in=chosen.get("member", ()))


UNITS: Final = Holding(
    kind="unit",
    label=_("单位"),
    model=Unit,
    place="territory",
    path="path",
    branch="organisation",
    code="uscc",
    name="name",
    closed="closed_on",
    follow=_units_moved,
    along=_unit_goes_along,
)
MEMBERS: Final = Holding(
    kind="member",
    label=_("党员"),
    model=Member,
    place="",
    path="place",
    branch="branch",
    code="",
    name="name",
    closed="closed_on",
    follow=_members_moved,
    along=_member_goes_along,
)
