"""Which held unit a row is about: by code, else by name within a county among those that no code claims."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.kinds.held_units import HeldUnits
from zhengyou.census.importing.records import chunks
from zhengyou.census.models import Unit
from zhengyou.census.rules.findings import say
from zhengyou.scoping import is_below

_ELSEWHERE: Final = "a code is held once in the whole installation"


class Matching:
    """Finds the units of a file's rows; what it finds for one row is not free for another."""

    def __init__(self, units: HeldUnits) -> None:
        self.units = units
        self.claimed: set[int] = set()

    def claim(self, block: Block) -> None:
        """Units that rows name by their code; they may get another name there."""
        by_code = self.units.by_code
        block.held = [by_code.get(code) if code else None for code in block.said("uscc")]
        for place in block.refused:
            block.held[place] = None
        self.claimed.update(pk for pk in block.held if pk is not None)

    def name(self, block: Block) -> None:
        """Units that rows name by their name, among those left. To be called when every block has claimed its own."""
        codes, names = block.said("uscc"), block.column("name")
        for place in block.taken():
            pk = block.held[place]
            if pk is None and self.units:
                pk = block.held[place] = self._find(block, place, codes[place], names[place])
            if pk is not None and (kept := self.units.kept(pk)) != pk:
                pk = block.held[place] = self._follow_merge(block, place, kept)
            if pk is not None and self.units.by_pk[pk].closed:
                message = say(
                    "这家单位已登记为终止，资料已更新，但仍是终止状态。需要恢复时请在单位页面办理。"
                )
                block.warn(place, "closed_unit", message, "name")

    def _find(self, block: Block, place: int, code: str | None, name: str) -> int | None:
        """The unit of that name, None for a new one; a name that fits several units is refused."""
        units, here = self.units, block.places[place]
        assert here is not None
        namesakes = units.namesakes(name, here.county_path)
        if not namesakes:
            return None
        if not code and any(pk in self.claimed for pk in namesakes):
            message = say(
                "同名单位在本表另一行按代码更新，本行按新单位登记。如是同一单位，请撤销后合并为一行。"
            )
            block.warn(place, "named_elsewhere", message, "name")
        namesakes = [pk for pk in namesakes if pk not in self.claimed]
        if code:
            others = [pk for pk in namesakes if units.by_pk[pk].uscc]
            namesakes = [pk for pk in namesakes if not units.by_pk[pk].uscc]
            if others and not namesakes:
                message = say(
                    "同一县（市、区）内已有同名而代码不同的单位，按新单位登记。如是同一单位，请更正代码。"
                )
                block.warn(place, "same_name_other_code", message, "uscc")
        fitting = [pk for pk in namesakes if not units.by_pk[pk].closed] or namesakes
        if len(fitting) > 1:
            fitting = [pk for pk in fitting if is_below(units.by_pk[pk].path, here.path)]
        if len(fitting) > 1 or (namesakes and not fitting):
            message = say("同一县（市、区）内有几家同名单位，分不清是哪一家。请填写统一社会信用代码。")
            block.refuse(place, "name_not_unique", message, "name")
            return None
        if not fitting:
            return None
        self.claimed.add(fitting[0])
        return fitting[0]

    def _follow_merge(self, block: Block, place: int, kept: int) -> int | None:
        """A row about a record that was merged into another speaks of that one; its code, name and place are the old ones."""
        held = self.units.by_pk.get(kept)
        if held is None:
            message = say("这家单位已并入本次导入范围以外的单位，请由上级办公室导入。")
            block.refuse(place, "merged_elsewhere", message, "name")
            return None
        if kept in self.claimed:
            message = say("这家单位已并入另一家，那一家在本表另有一行，以那一行为准。请删去本行。")
            block.refuse(place, "merged_twice", message, "name")
            return None
        self.claimed.add(kept)
        for key in ("uscc", "name"):
            if key in block.values:
                block.values[key][place] = None
        block.places[place] = self.units.place_of(kept) or block.places[place]
        message = say(
            "这家单位已并入另一家，资料写到保留的那一家，代码、名称和所在地不改。下次请改用保留的名称和代码。"
        )
        block.warn(place, "merged_unit", message, "name")
        return kept

    def refuse_held_elsewhere(self, block: Block) -> None:
        """A code that another place holds is refused; whose it is stays untold."""
        codes = block.said("uscc")
        new = [place for place in block.taken() if block.held[place] is None and codes[place]]
        for some in chunks(new):
            held = _rows().filter(uscc__in=[codes[place] for place in some])
            elsewhere = set(held.values_list("uscc", flat=True))
            for place in some:
                if codes[place] in elsewhere:
                    message = say(
                        "这个统一社会信用代码已登记在本次导入范围以外。请核对代码；确属本地的，请上级办公室办理转入。"
                    )
                    block.refuse(place, "held_elsewhere", message, "uscc")

    def all_codes_are_here(self) -> bool:
        """Whether no unit with a code is held outside the place and the scope of the import."""
        return _rows().exclude(uscc="").count() == len(self.units.by_code)


def _rows() -> QuerySet[Unit]:
    return Unit.objects.across_all(because=_ELSEWHERE)
