"""Which pairs are shown to a person: exactly those, on sixty fixed pairs."""

from __future__ import annotations

from tests.world import World
from zhengyou.census import batch
from zhengyou.census.models import Unit
from zhengyou.census.tests.duplicates.cases import plant
from zhengyou.standards import load_linkage

MISSED = {"同音字，电话和老板都相同"}  # as far apart in writing as two firms of one owner


def test_the_right_pairs_are_found_and_no_others(world: World) -> None:
    planted = plant(world)
    rows = Unit.objects.across_all(because="the test looks at what it planted")
    found = batch.alike(rows.filter(pk__in=[pk for ids in planted for pk in ids]))
    got = {(pair.first, pair.second) for pair in found}
    wanted = {ids for ids, case in planted.items() if case.same}
    assert {planted[ids].why for ids in wanted - got} == MISSED
    assert got - wanted == set()
    assert (len(planted), len(wanted), len(got)) == (60, 27, 26)


def test_the_same_rows_give_the_same_pairs(world: World) -> None:
    plant(world)
    rows = Unit.objects.across_all(because="the test looks at what it planted")
    assert batch.alike(rows) == batch.alike(rows)


def test_no_telephone_number_leaves_the_database(world: World) -> None:
    planted = plant(world)
    rows = Unit.objects.across_all(because="the test looks at what it planted")
    table = batch.columns(rows.filter(pk__in=[pk for ids in planted for pk in ids]), load_linkage())
    known = {phone for phone in table["phone"] if phone}
    assert known
    assert not [phone for phone in known if phone.startswith("138")]
    assert all(len(phone) == 32 for phone in known)
