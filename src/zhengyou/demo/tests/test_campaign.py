"""The demonstration begins with a directive; what the offices do about it is played once, all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import LONG_AGO, NOW, World
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import Clause, Directive, ImplementationDocument, Receipt, Task, Visit
from zhengyou.campaigns.queries.clauses import same_groups
from zhengyou.campaigns.rules.directive import read
from zhengyou.campaigns.rules.directive.files import read_file
from zhengyou.demo.campaign import play
from zhengyou.demo.cast import FOLDER, Cast, cast_of, script
from zhengyou.organisations.actions.setting_up import load_bodies
from zhengyou.organisations.models import Territory
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
PLAYERS = {
    "province": "province",
    "city": "city",
    "county": "county",
    "neighbour": "neighbour_county",
    "township": "township",
    "secretary": "secretary",
}


@pytest.fixture
def cast(world: World) -> Cast:
    city = world.place["411300"]
    code = script()["late"]["county"]
    Territory(
        code=code, name="桐柏县", level="county", parent=city, path=f"{city.path}0002", valid_from=LONG_AGO
    ).save()
    load_bodies()
    load_pack("chuangxian-zhengyou", starts_on=NOW.date() - timedelta(days=30))
    return cast_of(PLAYERS, at=NOW)


@pytest.mark.parametrize("name", ["directive.txt", "opinion.txt"])
def test_the_texts_are_read_without_a_doubt(name: str) -> None:
    source = read_file(FOLDER / name)
    found = read(source)
    assert found.notes == ()
    assert len(found.parts) >= 3
    assert len(source.text) < 1500


def test_it_is_played_once(cast: Cast) -> None:
    assert play(cast)
    before = Request.objects.within(OPERATOR).count(), Task.objects.within(OPERATOR).count()
    assert not play(cast)
    assert before == (Request.objects.within(OPERATOR).count(), Task.objects.within(OPERATOR).count())


def test_every_area_has_something_to_show(cast: Cast) -> None:
    play(cast)
    speech, opinion = Directive.objects.within(OPERATOR).order_by("pk")
    late = Receipt.objects.within(OPERATOR).filter(
        directive=speech, acknowledged_at__isnull=True, organisation__isnull=True
    )
    assert [row.territory.code for row in late] == [script()["late"]["county"]]
    assert late[0].acknowledge_by is not None
    assert late[0].acknowledge_by < NOW.date()
    assert same_groups(cast.scopes["county"].place)  # what both texts ask is joined
    marked = Clause.objects.within(OPERATOR).filter(directive=opinion)
    assert marked.filter(marked=False).count() == len(script()["opinion"]["unmarked"])
    states = ImplementationDocument.objects.within(OPERATOR).order_by("place").values_list("state", flat=True)
    assert list(states) == ["submitted", "draft"]
    assert Task.objects.within(OPERATOR).exclude(issued_to="").count() == len(script()["tasks"])
    promised = sum(len(one["promises"]) for one in script()["visits"])
    assert Task.objects.within(OPERATOR).filter(visit__isnull=False).count() == promised
    assert Visit.objects.within(OPERATOR).count() == len(script()["visits"])
    problems = Request.objects.within(OPERATOR).filter(kind=Request.Kind.PROBLEM)
    assert problems.filter(answered_at__isnull=True).count() == 3
    assert problems.filter(answered_at__isnull=False).count() == 1


def test_nothing_lies_in_the_future_but_what_is_due(cast: Cast) -> None:
    play(cast)
    for row in Receipt.objects.within(OPERATOR):
        assert row.sent_at <= NOW
    for problem in Request.objects.within(OPERATOR):
        assert problem.asked_at <= NOW
