"""The members on the rolls: whether they are in contact, where their relation stands. Small groups of people: protected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from zhengyou.analytics.indicators.declaring import Indicator

if TYPE_CHECKING:
    from ibis.expr import types as ir

_SINCE: Final = date(2026, 1, 1)

_LEFT_OUT_ZH: Final = "停止党籍、出党和死亡的不计入；已转出的和人员类别不明的不在名册人数内"
_LEFT_OUT_EN: Final = (
    "Members whose membership was stopped or ended and the deceased are left out; those who were transferred away or whose "
    "category is unknown are not among the members on the roll"
)


def _on_the_roll(members: ir.Table) -> ir.BooleanValue:
    return members.closed_on.isnull() & members.category.isin(["full", "probationary"])


def _in_standing(members: ir.Table) -> ir.BooleanValue:
    return members.standing.isin(["normal", ""])  # a standing that nobody noted is a normal one


IN_CONTACT = Indicator(
    key="in_contact",
    requirement="Q1",
    name_zh="党员在联率",
    name_en="Members in contact",
    definition_zh="名册上的正式党员和预备党员中，确知没有失联的占多少",
    definition_en="Share of full and probationary members on the rolls who are known not to be out of contact",
    numerator_zh="名册上记明没有失联的党员数",
    numerator_en="Members of whom the roll says that they are not out of contact",
    denominator_zh="名册上的正式党员和预备党员总数",
    denominator_en="All full and probationary members on the rolls",
    left_out_zh=f"{_LEFT_OUT_ZH}；是否失联不明的留在分母，另列数目",
    left_out_en=(
        f"{_LEFT_OUT_EN}; where it is not known whether a member is out of contact, the member stays in the denominator "
        "and is counted apart"
    ),
    unit="%",
    source="本项目自定",
    certainty="own",
    valid_from=_SINCE,
    facts="members",
    base=_on_the_roll,
    operating=_in_standing,
    met=lambda members: ~members.out_of_contact,
    protected=True,
)

RELATION_HERE = Indicator(
    key="relation_here",
    requirement="Q1",
    name_zh="组织关系在本单位比例",
    name_en="Relations held here",
    definition_zh="名册上的正式党员和预备党员中，组织关系在本单位的占多少",
    definition_en="Share of full and probationary members on the rolls whose organisational relation is held here",
    numerator_zh="组织关系在本单位的党员数",
    numerator_en="Members whose organisational relation is held here",
    denominator_zh="名册上的正式党员和预备党员总数",
    denominator_en="All full and probationary members on the rolls",
    left_out_zh=f"{_LEFT_OUT_ZH}；组织关系不明的留在分母，另列数目",
    left_out_en=(
        f"{_LEFT_OUT_EN}; where it is not known where the relation is, the member stays in the denominator and is "
        "counted apart"
    ),
    unit="%",
    source="本项目自定",
    certainty="own",
    valid_from=_SINCE,
    facts="members",
    base=_on_the_roll,
    operating=_in_standing,
    met=lambda members: members.relation.nullif("") == "here",
    protected=True,
)

DECLARED = (IN_CONTACT, RELATION_HERE)
