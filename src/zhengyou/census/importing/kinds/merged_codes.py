"""Rows of a register whose code belongs to a record that was merged into another: they speak of the one that was kept.

What such a row writes is noted with the merge, so that it goes to its own record when the two are parted
(census.actions.register_lineage).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from zhengyou.census.importing.blocks import Block
from zhengyou.census.models import Merge, Unit
from zhengyou.census.rules.findings import say
from zhengyou.scoping import Scope, below

LINEAGE: Final = "registers"
ASIDE: Final = "aside"
REMOVED: Final = "removed"
_FOLLOWED: Final = (
    "the record was matched within the importer's scope; the one that was kept is asked for through it again"
)


class MergedCodes:
    """Leads rows to the units that were kept. claimed: units that rows of the file name by their own code."""

    def __init__(self, by: Scope, path: str) -> None:
        self.by, self.path = by, path
        self.claimed: set[int] = set()
        self.away: list[tuple[Block, int, int]] = []

    def follow(self) -> None:
        """To be called when every block has claimed its own."""
        if not self.away:
            return
        kept = _kept({unit for _block, _place, unit in self.away})
        reached = Unit.objects.within(self.by).filter(below("path", self.path), pk__in=kept.values())
        paths = dict(reached.order_by().values_list("pk", "path"))
        for block, place, removed in self.away:
            self._lead(block, place, removed, kept[removed], paths)

    def _lead(self, block: Block, place: int, removed: int, kept: int, paths: dict[int, str]) -> None:
        if kept not in paths:
            message = say("这家单位已并入本次导入范围以外的单位，请由上级办公室导入。")
            block.refuse(place, "merged_elsewhere", message, "uscc")
            return
        block.held[place], block.paths[place] = kept, paths[kept]
        if kept in self.claimed:
            block.links[place] = {ASIDE: True}
            message = say("这家单位已并入另一家，那一家在本表另有一行，以那一行为准，这一行没有采用。")
            block.warn(place, "merged_twice", message, "uscc")
            return
        self.claimed.add(kept)
        block.links[place] = {REMOVED: removed}
        message = say("这家单位已并入另一家，登记数据写到保留的那一家，代码和名称不改。")
        block.warn(place, "merged_unit", message, "uscc")


def _kept(removed: Collection[int]) -> dict[int, int]:
    """{record: the unit it was merged into, however often}. One query for each step of the longest chain."""
    found = {pk: pk for pk in removed}
    while into := _into(set(found.values())):
        found = {pk: into.get(kept, kept) for pk, kept in found.items()}
    return found


def _into(units: Collection[int]) -> dict[int, int]:
    rows = Unit.objects.across_all(because=_FOLLOWED).filter(pk__in=units, merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into_id"))


def note(removed: int, item: dict[str, Any]) -> None:
    """Notes with each merge on the way to the unit that was kept what a row of a register wrote there.

    item: {"batch", "register", "as_of": ISO, "said": {field: text}}.
    """
    rows = Merge.objects.across_all(because=_FOLLOWED).filter(undone_at__isnull=True).select_for_update()
    while merge := rows.filter(removed_id=removed).first():
        merge.taken = {**merge.taken, LINEAGE: [*merge.taken.get(LINEAGE, ()), item]}
        merge.save(update_fields=["taken"])
        removed = merge.kept_id
