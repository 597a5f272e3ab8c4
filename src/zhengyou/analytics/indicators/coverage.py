"""Coverage of units by Party organisations and Party work, counted from the census.

Formulas as published reports and local documents have them; each names its source.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhengyou.analytics.indicators.declaring import Indicator

_SINCE: Final = date(2010, 1, 1)
_OF_ENTERPRISES: Final = ("section", "size_class", "condition", "located_in")
_OF_ASSOCIATIONS: Final = ("section", "condition", "located_in")

_CLOSED_ZH: Final = "停业、注销和僵尸空挂的单位不计入；经营状态不明的单位另列，不计入"
_CLOSED_EN: Final = "Closed, deregistered and dormant units are left out; units of unknown status are counted apart and left out"
_STAYS_ZH: Final = "是否达到不明的留在分母，另列数目"
_STAYS_EN: Final = (
    "where it cannot be said whether a unit counts, it stays in the denominator and is counted apart"
)

DUE_RATE = Indicator(
    key="due_rate",
    requirement="Q2",
    name_zh="应建组建率",
    name_en="Due rate",
    definition_zh="达到组建条件的非公企业中，已经建立党组织的占多少",
    definition_en="Share of enterprises due to found an organisation that have one",
    numerator_zh="应建企业中已建立党组织的企业数",
    numerator_en="Due enterprises that have an organisation",
    denominator_zh="应建企业数：正常经营且正式党员三人以上",
    denominator_en="Due enterprises: in operation, with three full members or more",
    left_out_zh=f"{_CLOSED_ZH}；正式党员数不明的不算应建，另列；{_STAYS_ZH}",
    left_out_en=(
        f"{_CLOSED_EN}; enterprises whose number of full members is unknown are not due and are counted apart; "
        f"{_STAYS_EN}"
    ),
    unit="%",
    source="新华社2012-03-23",
    certainty="MED",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "enterprise",
    operating=lambda units: units.operating,
    member=lambda units: units.qualifies,
    met=lambda units: units.covered,
    dimensions=_OF_ENTERPRISES,
)

ORG_COVER = Indicator(
    key="org_cover",
    requirement="Q2",
    name_zh="组织覆盖率",
    name_en="Organisation coverage",
    definition_zh="正常经营的非公企业中，已经建立党组织的占多少",
    definition_en="Share of operating non-public enterprises that have a Party organisation",
    numerator_zh="单独组建和联合等方式组建的企业数",
    numerator_en="Enterprises with an organisation of their own or a shared one",
    denominator_zh="正常经营的非公企业总数",
    denominator_en="All non-public enterprises in operation",
    left_out_zh=f"{_CLOSED_ZH}；是否建立不明的留在分母，另列数目",
    left_out_en=(
        f"{_CLOSED_EN}; where it is not known whether there is one, the enterprise stays in the denominator and is "
        "counted apart"
    ),
    unit="%",
    source="ahzsxh.com info 1692",
    certainty="HIGH",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "enterprise",
    operating=lambda units: units.operating,
    met=lambda units: units.covered,
    dimensions=_OF_ENTERPRISES,
)

WORK_COVER = Indicator(
    key="work_cover",
    requirement="Q2",
    name_zh="工作覆盖率",
    name_en="Work coverage",
    definition_zh="正常经营的非公企业中，党的工作已经覆盖的占多少",
    definition_en="Share of operating non-public enterprises that Party work reaches",
    numerator_zh="已建立党组织，或已选派指导员、联络员，或已建立工会、共青团的企业数",
    numerator_en="Enterprises with an organisation, an instructor or liaison, a trade union or a Youth League branch",
    denominator_zh="正常经营的非公企业总数",
    denominator_en="All non-public enterprises in operation",
    left_out_zh=f"{_CLOSED_ZH}；{_STAYS_ZH}",
    left_out_en=f"{_CLOSED_EN}; {_STAYS_EN}",
    unit="%",
    source="中办发〔2012〕11号的解释（ahzsxh.com）",
    certainty="MED",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "enterprise",
    operating=lambda units: units.operating,
    met=lambda units: units.work_covered,
    dimensions=_OF_ENTERPRISES,
)

SOLO_RATE = Indicator(
    key="solo_rate",
    requirement="Q2",
    name_zh="单独组建率",
    name_en="Solo rate",
    definition_zh="正常经营的非公企业中，单独建立党组织的占多少",
    definition_en="Share of operating non-public enterprises with an organisation of their own",
    numerator_zh="单独组建的企业数",
    numerator_en="Enterprises with an organisation of their own",
    denominator_zh="正常经营的非公企业总数",
    denominator_en="All non-public enterprises in operation",
    left_out_zh=f"{_CLOSED_ZH}；{_STAYS_ZH}",
    left_out_en=f"{_CLOSED_EN}; {_STAYS_EN}",
    unit="%",
    source="ahzsxh.com info 1692",
    certainty="HIGH",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "enterprise",
    operating=lambda units: units.operating,
    met=lambda units: units.solo,
    dimensions=_OF_ENTERPRISES,
)

ABOVE_SCALE_RATE = Indicator(
    key="above_scale_rate",
    requirement="Q2",
    name_zh="规上组建率",
    name_en="Above-scale rate",
    definition_zh="规模以上非公企业中，已经建立党组织的占多少",
    definition_en="Share of non-public enterprises above designated size that have an organisation",
    numerator_zh="规模以上企业中已建立党组织的企业数",
    numerator_en="Enterprises above designated size that have an organisation",
    denominator_zh="正常经营的规模以上非公企业数",
    denominator_en="Non-public enterprises in operation above designated size",
    left_out_zh=f"{_CLOSED_ZH}；是否规上不明的另列，不计入；{_STAYS_ZH}",
    left_out_en=(
        f"{_CLOSED_EN}; enterprises not known to be above designated size are counted apart and left out; {_STAYS_EN}"
    ),
    unit="%",
    source="新华社2012-03-23",
    certainty="HIGH",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "enterprise",
    operating=lambda units: units.operating,
    member=lambda units: units.above_scale,
    met=lambda units: units.covered,
    dimensions=_OF_ENTERPRISES,
)

ASSOCIATION_COVER = Indicator(
    key="association_cover",
    requirement="Q1",
    name_zh="行业协会商会组织覆盖率",
    name_en="Coverage of associations and chambers",
    definition_zh="正常运行的行业协会商会中，已经建立党组织的占多少",
    definition_en="Share of active associations and chambers that have a Party organisation",
    numerator_zh="已建立党组织的行业协会商会数",
    numerator_en="Associations and chambers that have an organisation",
    denominator_zh="正常运行的行业协会商会总数",
    denominator_en="All associations and chambers in operation",
    left_out_zh=f"{_CLOSED_ZH}；{_STAYS_ZH}",
    left_out_en=f"{_CLOSED_EN}; {_STAYS_EN}",
    unit="%",
    source="本项目自定",
    certainty="own",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "association",
    operating=lambda units: units.operating,
    met=lambda units: units.covered,
    dimensions=_OF_ASSOCIATIONS,
)

FEDERATION_COVER = Indicator(
    key="federation_cover",
    requirement="Q1",
    name_zh="工商联基层分会组织覆盖率",
    name_en="Coverage of federation branches",
    definition_zh="正常运行的工商联基层分会中，已经建立党组织的占多少",
    definition_en="Share of active federation branches that have a Party organisation",
    numerator_zh="已建立党组织的工商联基层分会数",
    numerator_en="Federation branches that have an organisation",
    denominator_zh="正常运行的工商联基层分会总数",
    denominator_en="All federation branches in operation",
    left_out_zh=f"{_CLOSED_ZH}；{_STAYS_ZH}",
    left_out_en=f"{_CLOSED_EN}; {_STAYS_EN}",
    unit="%",
    source="本项目自定",
    certainty="own",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "federation_branch",
    operating=lambda units: units.operating,
    met=lambda units: units.covered,
    dimensions=_OF_ASSOCIATIONS,
)

SOCIAL_COVER = Indicator(
    key="social_cover",
    requirement="Q1",
    name_zh="社会组织组织覆盖率",
    name_en="Coverage of social organisations",
    definition_zh="正常运行的社会组织和专业服务机构中，已经建立党组织的占多少",
    definition_en="Share of active social organisations and professional firms that have a Party organisation",
    numerator_zh="已建立党组织的社会组织数",
    numerator_en="Social organisations that have a Party organisation",
    denominator_zh="正常运行的社会团体、民办非企业、基金会和律师、会计师、税务师事务所总数",
    denominator_en=(
        "All social groups, private non-enterprise units, foundations, and law, accounting and tax firms in operation"
    ),
    left_out_zh=f"{_CLOSED_ZH}；{_STAYS_ZH}",
    left_out_en=f"{_CLOSED_EN}; {_STAYS_EN}",
    unit="%",
    source="本项目自定",
    certainty="own",
    valid_from=_SINCE,
    facts="units",
    base=lambda units: units.population == "social_organisation",
    operating=lambda units: units.operating,
    met=lambda units: units.covered,
    dimensions=("org_kind", *_OF_ASSOCIATIONS),
)

DECLARED = (
    DUE_RATE,
    ORG_COVER,
    WORK_COVER,
    SOLO_RATE,
    ABOVE_SCALE_RATE,
    ASSOCIATION_COVER,
    FEDERATION_COVER,
    SOCIAL_COVER,
)
