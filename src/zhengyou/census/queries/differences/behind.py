"""The members a difference is about."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhengyou.census.models import Member, Round, Unit
from zhengyou.census.queries.differences.counts import HERE
from zhengyou.census.queries.differences.one import Difference
from zhengyou.scoping import Scope


def members_behind(scope: Scope, one: Difference) -> QuerySet[Member]:
    """The members a difference is about, as far as the scope reaches them."""
    rows = Member.objects.within(scope).filter(closed_on__isnull=True).select_related("branch", "unit")
    if one.subject_kind == "member":
        rows = rows.filter(pk=one.subject_id)
    elif one.kind == "counts":
        unit = Unit.objects.within(scope).filter(pk=one.subject_id).first()
        branch = unit.organisation_id if unit else None
        rows = rows.filter(Q(unit_id=one.subject_id) | Q(unit=None, branch_id=branch, branch__isnull=False))
    elif one.kind == "elsewhere":
        unit = Unit.objects.within(scope).filter(pk=one.subject_id).first()
        own = unit.organisation_id if unit else None
        other = Q(branch__isnull=False) & (~Q(branch_id=own) if own else Q())
        rows = rows.filter(unit_id=one.subject_id).filter(other | ~Q(relation__in=HERE))
    elif one.kind == "works_elsewhere":
        own_units = Q(unit__organisation_id=one.subject_id)
        rows = rows.filter(branch_id=one.subject_id, unit__isnull=False).exclude(own_units)
    else:
        present = Round.objects.across_all(because="rounds are the same for everybody").order_by(
            "-as_of", "-pk"
        )
        rows = rows.filter(branch_id=one.subject_id, last_round__isnull=False).exclude(
            last_round=present.first()
        )
    return rows.order_by("branch_id", "name", "pk")
