"""A workbook that says otherwise than a register: the register's word stays, both are shown, an office settles it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhengyou.census.importing import register_entries as entries
from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.task import Task
from zhengyou.census.models import Disagreement
from zhengyou.census.rules.findings import say
from zhengyou.changes.texts import as_text

CODE: Final = "register_says_otherwise"
LINK: Final = "register"
_OWN: Final = "disagreements of units that were matched within the importer's scope"
_LONGEST: Final = 500


class RegisterSays:
    """Keeps what registers hold of the units of a workbook. One query for a block, and only of rows that change something."""

    def __init__(self, task: Task, own: Mapping[str, str], own_date: str) -> None:
        """own: {field key: attribute}."""
        self.task = task
        self.keys = {attribute: key for key, attribute in own.items()}
        self.own_date = own_date

    def keep(self, block: Block) -> None:
        """Takes out of a block's changes what a register gives; a fresh entry only."""
        units = {block.held[place] for place in block.changes} - {None}
        believed = entries.fresh(units, today=self.task.today) if units else {}  # type: ignore[arg-type]
        for place in list(block.changes) if believed else ():
            registers = believed.get(block.held[place] or 0, {})
            changes = block.changes[place]
            kept = {name: changes.pop(name) for name in list(changes) if self.keys.get(name) in registers}
            if not kept:
                continue
            told = {
                self.keys[name]: (registers[self.keys[name]], old, new) for name, (old, new) in kept.items()
            }
            block.links.setdefault(place, {})[LINK] = told
            for key in told:
                message = say("登记数据不是这样写的，暂按登记保留，已列入“登记与台账不一致”等待核对。")
                block.warn(place, CODE, message, key)
            if not self._stated(block, place, changes):
                del block.changes[place]

    def _stated(self, block: Block, place: int, changes: Mapping[str, Any]) -> bool:
        """Whether anything is left but the date that a changed row is given."""
        dates = block.facts.get(self.own_date)
        own = dates is not None and dates[place] is not None
        return bool(set(changes) - (set() if own else {self.own_date}))

    def write(self, block: Block, batch_id: int | None) -> None:
        """Lists what the block says otherwise; what an office settled for the register is not asked again."""
        told = {
            (block.held[place], key): (register, as_text(old)[:_LONGEST], as_text(new)[:_LONGEST])
            for place, link in block.links.items()
            if place not in block.refused
            for key, (register, old, new) in link.get(LINK, {}).items()
        }
        if not told:
            return
        rows = Disagreement.objects.across_all(because=_OWN).filter(unit_id__in={unit for unit, _ in told})
        settled = set(rows.filter(outcome="register").values_list("unit_id", "field", "held", "said"))
        known = {(row.unit_id, row.field): row for row in rows.filter(outcome="")}
        fresh, changed = [], []
        for (unit, key), (register, held, said) in told.items():
            if unit is None or (unit, key, held, said) in settled:
                continue
            row = known.get((unit, key))
            if row is None:
                row = Disagreement(unit_id=unit, field=key, batch_id=batch_id)
                fresh.append(row)
            elif (row.held, row.said) == (held, said):
                continue
            else:
                changed.append(row)
            row.register, row.held, row.said = register, held, said
            row.source, row.as_of = self.task.file_name[:200], self.task.round.as_of
            row.actor, row.at = self.task.by.label[:120], self.task.at
        Disagreement.objects.across_all(because=_OWN).bulk_create(fresh, batch_size=entries.CHUNK)
        names = ["register", "held", "said", "source", "as_of", "actor", "at"]
        Disagreement.objects.across_all(because=_OWN).bulk_update(changed, names, batch_size=entries.CHUNK)
