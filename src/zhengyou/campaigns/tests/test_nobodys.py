"""The number of clauses that are nobody's, as the home page tells it, is that of the matrix."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import receipts, task_steps
from zhengyou.campaigns.models import Answer, Clause, ImplementationDocument, Overlap
from zhengyou.campaigns.queries import documents, nobodys
from zhengyou.campaigns.queries.matrix import Matrix
from zhengyou.campaigns.tests import matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bodies(world: World) -> None:
    matter.bodies(world)


def counted(world: World, who: str, code: str) -> int:
    """The number, checked against the matrix."""
    number = nobodys.count(world.scope(who))
    lines = Matrix(world.scope(who), world.place[code], on=TODAY).by_clause()
    assert number == sum(line.nobodys for line in lines)
    return number


def excuse(world: World, clause: Clause, code: str) -> None:
    place, directive = world.place[code], clause.directive
    facts = {"campaign": directive.campaign, "directive": directive, "territory": place, "place": place.path}
    document = ImplementationDocument(**facts, title="措施", made_at=NOW)
    document.save()
    Answer(document=document, clause=clause, excused="只对省直部门").save()


def test_led_excused_and_joined_clauses_are_somebodys(world: World) -> None:
    made = matter.directive(world, 8)
    matter.directive(world, 1, code="411302", issued=False)
    city, county = matter.body(world, "411300"), matter.body(world, "411302")
    matter.task(world, clauses=[made[0].pk], bodies={city.pk: "leads"})
    matter.task(world, clauses=[made[1].pk], bodies={city.pk: "assists"})
    dropped = matter.task(world, clauses=[made[2].pk], bodies={city.pk: "leads"})
    matter.task(world, clauses=[made[3].pk], bodies={county.pk: "leads"})
    excuse(world, made[4], "411300")
    Overlap(first=made[4], second=made[5], place="0000", likeness=0.9, state="joined").save()
    Overlap(first=made[6], second=made[7], place="0000", likeness=0.9, state="joined").save()
    task_steps.issue(by=world.scope("city"), at=NOW)
    task_steps.drop(task=dropped, reason="不办了", by=world.scope("city"), at=NOW)
    assert counted(world, "city", "411300") == 3  # the second, the third, the joined last two
    assert counted(world, "county", "411302") == 5  # of the city's tasks only the fourth clause's is theirs
    assert counted(world, "neighbour_county", "411303") == 6
    assert counted(world, "province", "410000") == 6  # what is led below is not led here


def test_two_queries_however_many_clauses(world: World) -> None:
    matter.directive(world, 40)
    with CaptureQueriesContext(connection) as asked:
        assert nobodys.count(world.scope("city")) == 40
    assert len(asked) == 2


def test_a_level_owes_nothing_before_the_directive_reaches_it(world: World) -> None:
    made = matter.directive(world, 4, received=False)
    assert counted(world, "province", "410000") == 4  # issued here
    assert counted(world, "county", "411302") == 0
    assert not documents.startable(world.scope("county")).exists()
    assert Clause.objects.within(world.scope("county")).count() == 4  # it may read it
    receipts.send(directive=made[0].directive, by=world.scope("province"), at=NOW)
    assert counted(world, "city", "411300") == 4
    assert counted(world, "county", "411302") == 0
    receipts.send(directive=made[0].directive, by=world.scope("city"), at=NOW)
    assert counted(world, "county", "411302") == 4
    assert documents.startable(world.scope("county")).exists()


def test_what_a_level_takes_up_early_stands_in_its_matrix(world: World) -> None:
    first, *_others = matter.directive(world, 3, received=False)
    matter.task(world, "county", clauses=[first.pk])
    lines = Matrix(world.scope("county"), world.place["411302"], on=TODAY).by_clause()
    assert [line.clause for line in lines] == [first]
    assert counted(world, "county", "411302") == 0
