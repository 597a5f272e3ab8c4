"""Members whom a roll finds in another branch: a dated transfer inside the scope, a proposal across it.

Two rolls of one round that claim the same member do not push the member to and fro: the first keeps the member, the second is
listed for somebody to say where the member belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import F

from zhengyou.census.importing.records import chunks
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.task import Task
from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import ImportBatch, Member, Transfer
from zhengyou.census.rules.findings import say
from zhengyou.changes.models import Change
from zhengyou.organisations.models import PartyOrganisation

MOVED: Final = "transferred"
CLAIMED: Final = "claimed_twice"
_BECAUSE: Final = (
    "members that a roll names, matched within the scope or held elsewhere without telling where"
)
_HOME: Final = ("branch_id", "unit_id", "place")


class _Stand(NamedTuple):
    """Where a member stands, and who said so last."""

    branch_id: int | None
    unit_id: int | None
    place: str
    round_id: int | None


class Moves:
    """What a roll moves. One query for a chunk of rows that move anybody."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.before: dict[int, _Stand] = {}
        self.claimed: list[Row] = []
        self.moved: list[Row] = []
        self.elsewhere: list[tuple[Row, int]] = []

    def decide(self, rows: Sequence[Row]) -> None:
        """Settles for compared rows whether the member moves, or is claimed twice."""
        moving = [
            row for row in rows if row.outcome == "updated" and row.changes.get("branch_id", (None,))[0]
        ]
        for some in chunks(moving):
            ids = [row.held for row in some if row.held is not None]
            self.before |= _stands(ids)
            said = self._said_by(ids)
            names = _names([pk for row in some for pk in row.changes["branch_id"]])
            for row in some:
                assert row.held is not None
                old, new = (names.get(_id(pk), "") for pk in row.changes["branch_id"])
                this_round = self.before[row.held].round_id == self.task.round.pk
                if this_round and said.get(row.held) != self.task.file_name:
                    self._claim(row)
                else:
                    row.links["moved"] = (old, new)
                    row.warn(MOVED, say("这名党员原来在范围内另一个党支部的名册上，按转接登记。"), "branch")
                    self.moved.append(row)

    def _said_by(self, ids: Sequence[int]) -> dict[int, str]:
        """{member: the source that put the member into the branch}: a roll sent again corrects itself."""
        rows = Change.objects.across_all(because=_BECAUSE).filter(
            subject_kind="member", subject_id__in=ids, field__in=("", "branch")
        )
        return dict(rows.order_by("pk").values_list("subject_id", "source"))

    def _claim(self, row: Row) -> None:
        row.links["claim"] = {name: row.changes.pop(name)[1] for name in _HOME if name in row.changes}
        message = say("本轮另一份名册上也有这名党员，支部没有改动，已列入差异清单，请核对在哪个支部。")
        row.warn(CLAIMED, message, "branch")
        if not row.changes:
            row.outcome = "unchanged"
        self.claimed.append(row)

    def propose(self, row: Row, member: int) -> None:
        """A member held outside the scope: the branch there is asked, when the roll is written."""
        self.elsewhere.append((row, member))

    def write(self, batch_id: int | None) -> None:
        """Writes transfers done, claims and proposals, in the caller's transaction."""
        made = [self._made(row, row.held, row.changes, batch_id, done=True) for row in self.moved]
        open_now = self._open()
        asked = [(row, row.held, row.links["claim"], True) for row in self.claimed]
        self.before |= _stands([pk for _row, pk in self.elsewhere])
        for row, pk in self.elsewhere:
            branch, unit = row.links["branch"], row.links.get("unit")
            home = {
                "branch_id": branch.row.pk,
                "unit_id": unit[0] if unit else None,
                "place": branch.row.place,
            }
            asked.append((row, pk, home, False))
        for row, member, home, contested in asked:
            one = self._made(row, member, home, batch_id, contested=contested)
            if (one.member_id, one.to_branch_id) not in open_now:
                open_now.add((one.member_id, one.to_branch_id))
                made.append(one)
        Transfer.objects.across_all(because=_BECAUSE).bulk_create(made, batch_size=500)
        self._follow()

    def _made(
        self,
        row: Row,
        member: int | None,
        home: Mapping[str, Any],
        batch_id: int | None,
        *,
        done: bool = False,
        contested: bool = False,
    ) -> Transfer:
        assert member is not None
        task, before = self.task, self.before[member]

        def to(name: str) -> Any:
            value = home.get(name, getattr(before, name))
            return value[1] if isinstance(value, tuple) else value

        return Transfer(
            member_id=member,
            from_branch_id=before.branch_id,
            from_unit_id=before.unit_id,
            from_place=before.place,
            to_branch_id=to("branch_id"),
            to_unit_id=to("unit_id"),
            to_place=to("place"),
            moved_on=task.since,
            contested=contested,
            state=TransferState.RELEASED if done else TransferState.PROPOSED,
            source=task.file_name[:200],
            batch_id=batch_id,
            proposed_by=task.by.user_id,
            proposer=task.by.label[:120],
            proposed_at=task.at,
            decider=task.by.label[:120] if done else "",
            decided_at=task.at if done else None,
        )

    def _open(self) -> set[tuple[int, int | None]]:
        ids = [row.held for row in self.claimed if row.held] + [pk for _row, pk in self.elsewhere]
        rows = Transfer.objects.across_all(because=_BECAUSE).filter(member_id__in=ids)
        proposed = rows.filter(state=TransferState.PROPOSED)
        asked: set[tuple[int, int | None]] = set(proposed.values_list("member_id", "to_branch_id"))
        decided = rows.filter(contested=True, moved_on=self.task.since).exclude(state=TransferState.PROPOSED)
        for member, first, second in decided.values_list("member_id", "from_branch_id", "to_branch_id"):
            asked |= {(member, first), (member, second)}  # somebody said where the member belongs this round
        return asked

    def _follow(self) -> None:
        """Proposals of others are now for the branch where the member stands; one that came true is over."""
        ids = [row.held for row in self.moved if row.held]
        rows = Transfer.objects.across_all(because=_BECAUSE).filter(
            state=TransferState.PROPOSED, member_id__in=ids
        )
        over = rows.filter(to_branch_id=F("member__branch_id"))
        for one in rows.exclude(pk__in=list(over.values_list("pk", flat=True))).select_related("member"):
            one.from_branch_id, one.from_unit_id = one.member.branch_id, one.member.unit_id
            one.from_place = one.member.place
            one.save(update_fields=["from_branch", "from_unit", "from_place"])
        Transfer.objects.across_all(because=_BECAUSE).filter(
            pk__in=list(over.values_list("pk", flat=True))
        ).update(state=TransferState.WITHDRAWN, decider=self.task.by.label[:120], decided_at=self.task.at)


def take_back(batch: ImportBatch) -> None:
    """The roll is undone: what it moved stands where it stood, what it asked for is asked no more."""
    rows = Transfer.objects.across_all(because=_BECAUSE).filter(batch_id=batch.pk)
    rows.filter(state=TransferState.PROPOSED).delete()
    rows.filter(state=TransferState.RELEASED, decided_at=F("proposed_at")).delete()


def _stands(ids: Sequence[int]) -> dict[int, _Stand]:
    rows = Member.objects.across_all(because=_BECAUSE).filter(pk__in=list(ids))
    found = rows.values_list("pk", "branch_id", "unit_id", "place", "last_round_id")
    return {line[0]: _Stand(*line[1:]) for line in found}


def _names(values: Sequence[Any]) -> dict[int, str]:
    ids = {_id(value) for value in values}
    rows = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(pk__in=ids)
    return dict(rows.values_list("pk", "name"))


def _id(value: Any) -> int:
    return int(value) if isinstance(value, int) else int(value.row.pk)
