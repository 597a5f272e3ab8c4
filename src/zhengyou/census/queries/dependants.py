"""What of the census keeps an organisation or a place from being closed (settings name these functions)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengyou.census.models import Member, Unit
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import below

_BECAUSE = "whatever depends on it counts, whoever may see it"


def of_organisation(organisation: PartyOrganisation, *, on: date) -> list[str]:
    """Sentences: open units it covers, members on its roll."""
    units = Unit.objects.across_all(because=_BECAUSE).filter(_open(on), organisation=organisation).count()
    members = Member.objects.across_all(because=_BECAUSE).filter(_open(on), branch=organisation).count()
    found = []
    if units:
        found.append(_("还有 %(count)s 家单位由它覆盖，请先更正这些单位的党组织。") % {"count": units})
    if members:
        found.append(_("名册上还有 %(count)s 名党员，请先转接他们的组织关系。") % {"count": members})
    return found


def of_territory(territory: Territory, *, on: date) -> list[str]:
    """Sentences: open units in the place."""
    units = Unit.objects.across_all(because=_BECAUSE).filter(_open(on), below("path", territory.path))
    count = units.count()
    return [_("这里还有 %(count)s 家单位，请先变更它们的所在地。") % {"count": count}] if count else []


def _open(on: date) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)
