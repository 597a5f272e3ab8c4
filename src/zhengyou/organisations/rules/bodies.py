"""The bodies that every province, city and county has for this work, and how their names are made."""

from __future__ import annotations

NAMES = {
    "leading_group_office": "{place}创先争优活动领导小组办公室",
    "organisation_dept": "中共{place}委组织部",
    "united_front": "中共{place}委统战部",
    "market_regulator": "{place}市场监督管理局",
    "federation": "{place}工商业联合会",
}
INDUSTRY = "industry_authority"
LEVELS = ("province", "city", "county")


def bodies_of(place: str) -> list[tuple[str, str]]:
    """(kind, name) for a place: 南阳市 -> 中共南阳市委组织部."""
    return [(kind, name.format(place=place)) for kind, name in NAMES.items()]
