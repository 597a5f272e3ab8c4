"""Transfers as one side or the other may know them: who asks does not learn where the member stands until released."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import Transfer
from zhengyou.encryption import mask_name
from zhengyou.scoping import Reach, Scope, below, is_below

STATES: tuple[str, ...] = tuple(TransferState)


@dataclass(frozen=True, slots=True)
class Shown:
    """A transfer in words for one reader. may_release: the reader's side lets go; may_withdraw: the reader's side asked."""

    row: Transfer
    name: str
    source: str
    target: str
    may_release: bool
    may_withdraw: bool
    knows_member: bool


def listed(scope: Scope, *, show: str = "") -> QuerySet[Transfer]:
    """Those of both sides, newest first. show: "" what waits, or a state."""
    rows = Transfer.objects.within(scope).select_related(
        "member", "from_branch", "to_branch", "from_unit", "to_unit"
    )
    state = show if show in STATES else TransferState.PROPOSED
    return rows.filter(state=state).order_by("-id")


def to_release(scope: Scope) -> QuerySet[Transfer]:
    """What waits for the reader to let go: the other side lies outside the scope, or two rolls claim the member."""
    if not scope.may("members.edit"):
        return Transfer.objects.within(Scope.nothing())
    giving, receiving = _side(scope, "from"), _side(scope, "to")
    rows = Transfer.objects.within(scope).filter(state=TransferState.PROPOSED, member__closed_on__isnull=True)
    if giving is None or receiving is None:
        return rows
    # A null in the condition of the other side must not swallow the row.
    others = Transfer.objects.within(scope).filter(receiving).values("pk")
    return rows.filter(giving).filter(Q(contested=True) | ~Q(pk__in=others))


def _side(scope: Scope, side: str) -> Q | None:
    if scope.reach is Reach.TERRITORY:
        return below(f"{side}_place", scope.path)
    if scope.reach is Reach.ORGANISATION:
        return below(f"{side}_branch__path", scope.path)
    return None


def shown(scope: Scope, row: Transfer) -> Shown:
    """The transfer as this reader may see it."""
    giver = covers(scope, row.from_place, row.from_branch.path if row.from_branch else "")
    taker = covers(scope, row.to_place, row.to_branch.path if row.to_branch else "")
    done = row.state == TransferState.RELEASED
    edits = scope.may("members.edit") and row.state == TransferState.PROPOSED
    knows = giver or (taker and done)
    return Shown(
        row=row,
        name=row.member.name if knows and scope.sees("member_names") else mask_name(row.member.name),
        source=_branch(row, "from") if giver or done else _("放行以前不显示"),
        target=_branch(row, "to"),
        may_release=edits and giver,
        may_withdraw=edits and taker and not (giver and row.contested),
        knows_member=knows and (taker if done else giver),
    )


def covers(scope: Scope, place: str, line: str) -> bool:
    """Whether the scope covers one side of a transfer. place: its territory path; line: its branch's path in the Party line."""
    if scope.reach is Reach.EVERYTHING:
        return True
    if scope.reach is Reach.TERRITORY:
        return bool(place) and is_below(place, scope.path)
    return scope.reach is Reach.ORGANISATION and bool(line) and is_below(line, scope.path)


def _branch(row: Transfer, side: str) -> str:
    branch = getattr(row, f"{side}_branch")
    unit = getattr(row, f"{side}_unit")
    return branch.name if branch else unit.name if unit else _("没有登记支部")
