"""The members on the rolls: whether they are in contact, where their relation stands. Small groups of people: protected."""

from __future__ import annotations

from datetime import date
from typing import Final

from zhengyou.analytics.facts import FACTS
from zhengyou.analytics.indicators.declaring import Indicator

_members = FACTS["members"].table
_ON_THE_ROLL = _members.closed_on.isnull() & _members.category.isin(["full", "probationary"])
_IN_STANDING = _members.standing.isin(["normal", ""])  # a standing that nobody noted is a normal one
_SINCE: Final = date(2026, 1, 1)

_LEFT_OUT_ZH: Final = "停止党籍、出党和死亡的不计入；已转出的和人员类别不明的不在名册人数内"
_LEFT_OUT_EN: Final = (
    "Members whose membership was stopped or ended and the deceased are left out; those who were transferred away or whose "
    "category is unknown are not among the members on the roll"
)

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
    base=_ON_THE_ROLL,
    operating=_IN_STANDING,
    met=~_members.out_of_contact,
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
    base=_ON_THE_ROLL,
    operating=_IN_STANDING,
    met=_members.relation.nullif("") == "here",
    protected=True,
)

DECLARED = (IN_CONTACT, RELATION_HERE)
