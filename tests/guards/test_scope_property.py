"""Whatever the tree and whatever the scope: exactly the rows below the scope's path, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import World
from zhengyou.census.models import Member, Unit
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Reach, Scope

LABELS = st.sampled_from(["0000", "0001", "000z", "00zz", "zzzz"])
PATHS = st.lists(LABELS, min_size=1, max_size=4).map("".join)
ONE_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@ONE_DATABASE
@given(places=st.lists(PATHS, min_size=1, max_size=12), reached=PATHS)
def test_a_territory_scope_reaches_what_lies_below_and_nothing_else(
    world: World, places: list[str], reached: str
) -> None:
    rows = Unit.objects.across_all(because="the test lays its own units")
    rows.filter(name__startswith="随机").delete()
    made = rows.bulk_create(
        Unit(name=f"随机{number}", territory=world.place["411302"], path=path)
        for number, path in enumerate(places)
    )
    scope = Scope(reach=Reach.TERRITORY, path=reached, user_id=1)
    found = set(Unit.objects.within(scope).filter(name__startswith="随机").values_list("pk", flat=True))
    assert found == {unit.pk for unit in made if unit.path.startswith(reached)}


@ONE_DATABASE
@given(reached=PATHS)
def test_an_organisation_scope_reaches_its_line_only(world: World, reached: str) -> None:
    scope = Scope(reach=Reach.ORGANISATION, path=reached, user_id=1)
    everything = PartyOrganisation.objects.across_all(because="the test compares")
    expected = {one.pk for one in everything if one.path.startswith(reached)}
    assert set(PartyOrganisation.objects.within(scope).values_list("pk", flat=True)) == expected
    members = Member.objects.across_all(because="the test compares").select_related("branch")
    mine = {one.pk for one in members if one.branch and one.branch.path.startswith(reached)}
    assert set(Member.objects.within(scope).values_list("pk", flat=True)) == mine


@pytest.mark.parametrize("reach", [Reach.OVERSIGHT, Reach.NOTHING])
@pytest.mark.parametrize("model", [Unit, Member, PartyOrganisation], ids=lambda model: model.__name__)
def test_oversight_and_strangers_reach_no_campaign_row(
    world: World, reach: Reach, model: type[Unit | Member | PartyOrganisation]
) -> None:
    assert not model.objects.within(Scope(reach=reach, path="0000", user_id=1)).exists()


def test_a_scope_is_a_value_and_cannot_be_widened(world: World) -> None:
    scope = world.scope("county")
    with pytest.raises(AttributeError):
        scope.path = ""  # type: ignore[misc]
    assert replace(scope, path="0000") != scope
