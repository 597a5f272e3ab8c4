"""Everything that `zhengyou rollup verify` proves, as one document and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from zhengyou.analytics import comparing, digesting, protecting, soundness
from zhengyou.analytics.actions import following
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.moment import one_moment
from zhengyou.census.models import Round
from zhengyou.changes import queries as outbox
from zhengyou.coverage import proving as coverage
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

_WORDS: Final = dict(zip(COUNTS, ("分子", "分母", "情况未知", "不计入"), strict=True))
_SAID: Final[dict[object, str]] = {True: "是", False: "否", None: "未知", "": "未知"}


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was found. codes: {path: code} of all places."""

    cells: comparing.Comparison
    units: coverage.Proof
    snapshots: digesting.Proof
    bad: list[str]
    codes: dict[str, str]

    def document(self) -> dict[str, Any]:
        """For machines."""
        return {
            "compared": self.cells.compared,
            "different": self.cells.different,
            "first": [self._cell(one) for one in self.cells.first],
            "waiting": self.cells.waiting,
            "units": {
                "compared": self.units.compared,
                "different": self.units.different,
                "first": [self._fact(one) for one in self.units.first],
            },
            "snapshots": {
                "compared": self.snapshots.compared,
                "different": [one.date.isoformat() for one in self.snapshots.different],
            },
            "bad": self.bad,
        }

    def lines(self) -> list[str]:
        """For people."""
        said = [f"核对 {self.cells.compared:,} 个格子，{self.cells.different:,} 个不一致"]
        said += [_cell_line(self._cell(one)) for one in self.cells.first]
        said.append(f"核对 {self.units.compared:,} 家单位的推算结果，{self.units.different:,} 家不一致")
        said += [_fact_line(self._fact(one)) for one in self.units.first]
        different = self.snapshots.different
        said.append(f"核对 {self.snapshots.compared:,} 次定格的数字，{len(different):,} 次与定格时不一致")
        said += [f"  {one.date} {one.title}" for one in different]
        if self.cells.waiting:
            said.append(f"还有 {self.cells.waiting:,} 项变动没有计入，涉及的地方和单位这次没有核对")
        return said + (self.bad or ["没有发现不成立的台账"])

    def wrong(self) -> list[str]:
        """What to do about it, a sentence for each kind of fault; [] when everything agrees."""
        said = []
        if self.cells.different or self.units.different:
            said.append("指标与台账不一致：请运行 zhengyou rollup build 重算，并把以上内容告诉维护人员。")
        if self.snapshots.different:
            said.append(
                "定格的数字在定格以后被改动过：请查清谁直接改动了数据库，并与备份核对；重算不能恢复。"
            )
        if self.bad:
            said.append("台账有不成立的地方，涉及的指标不可靠：请按以上各条更正后再核对。")
        return said

    def _cell(self, one: comparing.Difference) -> dict[str, Any]:
        """held, counted: null where the figure is about small groups; neither what stands nor what should may be told."""
        protected = one.indicator in protecting.protected()
        return {
            "territory": self.codes.get(one.path, one.path),
            "indicator": one.indicator,
            "dimension": one.dimension,
            "value": one.value,
            "protected": protected,
            "held": None if protected else dict(zip(COUNTS, one.held, strict=True)),
            "counted": None if protected else dict(zip(COUNTS, one.counted, strict=True)),
        }

    def _fact(self, one: coverage.Difference) -> dict[str, Any]:
        return {
            "territory": self.codes.get(one.path, one.path),
            "unit": one.unit,
            "name": one.name,
            "field": one.field,
            "held": one.held,
            "derived": one.derived,
        }


def prove(round_: Round, *, engine: str, under: str = "") -> Proofs:
    """Proves cells and coverage at or below a path ('' is everything); snapshots and the facts themselves as a whole.

    Raises EngineFailed.
    """
    cells = comparing.compare(round_, engine=engine, under=under)
    with one_moment():
        changing = following.units_of(outbox.waiting())
        units = coverage.prove(under=under, but=changing)
    codes = dict(Territory.objects.within(Scope.operator()).values_list("path", "code"))
    return Proofs(cells, units, digesting.prove(), soundness.findings(), codes)


def _cell_line(one: dict[str, Any]) -> str:
    """`  411302 org_cover section=C 分子 3 应为 4`: where, which figure, the first number that is wrong."""
    divided = f" {one['dimension']}={one['value'] or '未知'}" if one["dimension"] else ""
    if one["protected"]:
        return f"  {one['territory']} {one['indicator']}{divided} 不一致（关系到个人，不列数字）"
    wrong = next(name for name in COUNTS if one["held"][name] != one["counted"][name])
    numbers = f"{_WORDS[wrong]} {one['held'][wrong]:,} 应为 {one['counted'][wrong]:,}"
    return f"  {one['territory']} {one['indicator']}{divided} {numbers}"


def _fact_line(one: dict[str, Any]) -> str:
    """`  411302001 宛城新材料有限公司（编号 3） covered 否 应为 是`: where, which unit, which fact."""
    held, derived = (_said(one[which]) for which in ("held", "derived"))
    return f"  {one['territory']} {one['name']}（编号 {one['unit']}） {one['field']} {held} 应为 {derived}"


def _said(fact: coverage.Fact) -> str:
    """0 and 1 are numbers, and equal to no and yes."""
    if fact is None or isinstance(fact, bool) or fact == "":
        return _SAID[fact]
    return str(fact)
