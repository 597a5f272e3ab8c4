"""Whatever is founded, moved and dissolved in whatever order: the line stays a tree, and its links tell the story."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import NOW, World
from zhengyou.organisations.actions import line
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.errors import Refused

WHY = "the test compares"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = st.tuples(st.sampled_from(["found", "found", "move", "close"]), st.integers(0, 9), st.integers(-1, 9))


def everything() -> list[PartyOrganisation]:
    return list(PartyOrganisation.objects.across_all(because=WHY).order_by("id"))


def attempt(world: World, step: tuple[str, int, int], number: int) -> None:
    """One step, as far as it is allowed."""
    verb, first, second = step
    at = BEGIN + timedelta(days=number)
    rows = everything()
    one = rows[first % len(rows)]
    other = rows[second % len(rows)] if second >= 0 else None
    scope = Scope.operator()
    if verb == "found":
        facts = {"name": f"第{number}支部", "level": "branch"}
        line.found(facts=facts, territory=world.place["411302"], superior=other, by=scope, at=at)
    elif verb == "move":
        line.move_superior(
            organisation=one, superior=other, on=at.date(), version=one.version, by=scope, at=at
        )
    else:
        line.close(organisation=one, on=at.date(), version=one.version, by=scope, at=at)


def check_tree() -> None:
    rows = {row.pk: row for row in everything()}
    for row in rows.values():
        above = rows[row.superior_id].path if row.superior_id else ""
        assert row.path[:-LABEL_WIDTH] == above
        assert len(row.path) == len(above) + LABEL_WIDTH
    assert len({row.path for row in rows.values()}) == len(rows)


def check_links() -> None:
    links = OrganisationLink.objects.across_all(because=WHY)
    for row in everything():
        mine = list(links.filter(organisation=row).order_by("valid_from", "id"))
        assert mine[-1].valid_to == row.valid_to
        assert mine[-1].superior_id == row.superior_id
        assert mine[0].valid_from == row.valid_from
        for earlier, later in pairwise(mine):
            assert earlier.valid_to == later.valid_from


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=st.lists(STEP, min_size=1, max_size=14))
def test_it_stays_a_tree(world: World, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        for number, step in enumerate(steps):
            with suppress(Refused):
                attempt(world, step, number)
            check_tree()
            check_links()
        transaction.set_rollback(True)


def test_a_circle_is_refused(world: World) -> None:
    committee, branch = world.organisation["county_committee"], world.organisation["branch"]
    with pytest.raises(Refused, match="下级"):
        line.move_superior(
            organisation=committee, superior=branch, on=NOW.date(), version=1, by=world.scope("city"), at=NOW
        )
    check_tree()
