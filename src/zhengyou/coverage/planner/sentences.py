"""Broken rules, reasons and missing data in words. The product's first language; pages translate them."""

from __future__ import annotations

from typing import Final

from zhengyou.coverage.planner.checking import Violation
from zhengyou.coverage.planner.plan import Rule, Why

VIOLATIONS: Final = {
    "placed_once": "单位应当恰好有一个去处，现在有 {times} 个（应有 {due} 个）",
    "name_once": "编号重复 {times} 次",
    "own_is_one_unit": "单独组建只能是一家单位，现在有 {units} 家",
    "own_is_due": "不具备单独组建的条件，或者应建的类别不同",
    "joins_with_members": "没有党员、党员数不明或者应当单独组建的单位不能编入联合党支部",
    "centre_is_inside": "中心单位不在组内",
    "enough_members": "正式党员合计 {members} 名，不足 {least} 名",
    "not_too_many_members": "正式党员合计 {members} 名，超过 {most} 名",
    "not_too_many_units": "覆盖 {units} 家单位，超过 {most} 家",
    "near_enough": "相距 {km} 公里，超过 {most} 公里（相距不明的不能跨乡镇编组）",
    "not_forbidden": "有“不能同组”的要求",
    "members_as_stated": "写的是 {stated} 名正式党员，实际 {members} 名",
    "width_as_stated": "写的是最远相距 {stated} 公里，实际 {km} 公里",
    "host_is_known": "挂靠的党支部党员数不明",
    "host_units": "挂靠的党支部共覆盖 {units} 家单位，超过 {most} 家",
    "host_members": "挂靠的党支部共有正式党员 {members} 名，超过 {most} 名",
    "pinned_together": "有“必须同组”的要求，没有编在一组",
    "few_areas": "指导员 {areas} 名，超过需要的 {most} 名",
    "area_without_members": "指导员片区里有不需要选派指导员的单位",
    "area_size": "一名指导员服务 {units} 家，超过 {most} 家",
    "could_join": "剩下的单位可以编入这个组",
    "could_found": "剩下的这些单位可以组成联合党支部",
    "one_county": "跨县编组，或者中心单位不在本县",
    "to_be_planned": "不在应当编组的单位（党支部）之中：可能已经建立党组织、停业，或者不在这个地方",
}
REASONS: Final = {
    Why.MEMBERS_UNKNOWN: "正式党员数不明，先核实",
    Why.TOO_MANY_MEMBERS: "正式党员超过一个党支部的上限，又不具备单独组建的条件，先核实",
    Why.NOBODY_NEAR: "限定的距离以内没有可以同组的单位",
    Why.TOO_FEW_NEAR: "限定的距离以内的单位，党员加在一起也不够一个党支部",
    Why.PINNED: "和“必须同组”的单位一起，哪一组也编不进",
    Why.GROUPS_REFUSE: "附近的组都已满员，或者有要求不能同组",
}
RULES: Final = {
    Rule.TOO_FAR: "太远",
    Rule.UNMEASURED: "相距不明",
    Rule.UNITS_FULL: "单位数已满",
    Rule.MEMBERS_FULL: "党员数已满",
    Rule.FORBIDDEN: "不能同组",
    Rule.PINNED: "必须和别的单位同组",
}
NOTICES: Final = {
    "coverage_unknown": "{number} 家单位是否建立党组织不明，没有编入",
    "members_unknown": "{number} 家单位正式党员数不明，没有编入",
    "placed_by_park": "{number} 家单位没有位置，按所在园区、楼宇的位置计算",
    "placed_by_town": "{number} 家单位没有位置，按所在乡镇（街道）的位置计算",
    "place_unknown": "{number} 家单位所在乡镇（街道）的位置也没有登记，只在本乡镇（街道）内编组",
    "industry_unknown": "{number} 家单位行业不明，按跨行业计算",
}


def sentence(violation: Violation) -> str:
    """One line: which group, which units (by id), what is wrong."""
    detail = {name: _shown(number) for name, number in violation.detail.items()}
    where = f"{violation.group}：" if violation.group else ""
    units = "、".join(str(one) for one in violation.units)
    return f"{where}{VIOLATIONS[violation.rule].format(**detail)}" + (f"（单位 {units}）" if units else "")


def _shown(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
