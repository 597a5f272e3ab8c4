"""What a level issues is read by everybody below it; a draft by its own level and those above it."""

from __future__ import annotations

import pytest

from tests.world import LONG_AGO, NOW, World
from zhengyou.campaigns.models import Campaign, Directive

ABOVE_COUNTY = ("province", "city", "county")
BELOW_CITY = (
    "county",
    "neighbour_county",
    "township",
    "department",
    "secretary",
    "neighbour_secretary",
    "instructor",
)


@pytest.fixture
def draft(world: World) -> Directive:
    campaign = Campaign(code="test", name_zh="试", name_en="test", starts_on=LONG_AGO)
    campaign.save()
    city = world.place["411300"]
    row = Directive(
        campaign=campaign, territory=city, place=city.path, kind="notice", title="通知", text="要", digest="0",
        read_at=NOW,
    )  # fmt: skip
    row.save()
    return row


def readers(world: World) -> set[str]:
    return {key for key in world.person if Directive.objects.within(world.scope(key)).exists()}


def test_a_draft_is_read_by_its_own_level_and_those_above(world: World, draft: Directive) -> None:
    assert readers(world) == {"province", "city"}


def test_what_is_issued_is_read_by_everybody_below(world: World, draft: Directive) -> None:
    draft.state, draft.issued_to = "issued", draft.place
    draft.save()
    assert readers(world) == {"province", "city", *BELOW_CITY, "organisation_dept"}


def test_a_county_issues_to_its_own_people_only(world: World, draft: Directive) -> None:
    county = world.place["411302"]
    draft.territory, draft.place, draft.state, draft.issued_to = county, county.path, "issued", county.path
    draft.save()
    assert readers(world) == {
        *ABOVE_COUNTY, "organisation_dept", "department", "township", "secretary", "instructor",
    }  # fmt: skip
