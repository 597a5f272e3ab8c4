"""Two people act in the same moment: on PostgreSQL really at once, on SQLite, which has one writer, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from tests.world import NOW, World, make_world
from zhengyou.requests.actions import handing, joining, problems
from zhengyou.requests.models import Request, Step
from zhengyou.web.errors import Conflict, Refused

BECAUSE = "the test looks at what was written"
TEXT = "流动党员的组织关系迟迟转不进来，外省的支部不回函"


def rows() -> list[Request]:
    return list(Request.objects.across_all(because=BECAUSE).order_by("pk"))


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Does all of them; how each ended: "done" or the name of the refusal, in alphabetical order."""
    together = connection.vendor == "postgresql"
    gate = threading.Barrier(len(acts) if together else 1)
    ended: list[str] = []

    def act(one: Callable[[], object]) -> None:
        try:
            gate.wait()
            one()
            ended.append("done")
        except (Conflict, Refused) as refusal:
            ended.append(type(refusal).__name__)
        finally:
            if together:
                connections.close_all()

    if together:
        threads = [threading.Thread(target=act, args=(one,)) for one in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for one in acts:
            act(one)
    return sorted(ended)


def put_forward(world: World, key: str, text: str = TEXT) -> Request:
    return problems.put_forward(text=text, wanted="请上级协调", by=world.scope(key), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_raises_one() -> None:
    world = make_world()
    scope = world.scope("county")

    def click() -> None:
        problems.put_forward(text=TEXT, wanted="请上级协调", by=scope, at=NOW)

    assert at_once(click, click) == ["Refused", "done"]
    assert len(rows()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_hands_pass_it_on_once() -> None:
    world = make_world()
    put_forward(world, "township")
    [first], [second] = rows(), rows()
    office, colleague = world.scope("county"), world.scope("organisation_dept")
    ended = at_once(
        lambda: handing.hand_up(problem=first, note="要市里出面", by=office, at=NOW),
        lambda: handing.hand_up(problem=second, note="请市里办", by=colleague, at=NOW),
    )
    assert ended == ["Conflict", "done"]
    assert Step.objects.across_all(because=BECAUSE).filter(kind=Step.Kind.HANDED_ON).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_joined_while_the_first_is_answered_is_never_forgotten() -> None:
    world = make_world()
    put_forward(world, "county")
    put_forward(world, "neighbour_county")
    first, second = rows()
    answered, _same = rows()
    city = world.scope("city")
    ended = at_once(
        lambda: problems.answer(problem=answered, outcome="adopted", text="已经发函", by=city, at=NOW),
        lambda: joining.join(problem=first, other=second, by=city, at=NOW),
    )
    later = rows()[1]
    assert ended in (["Conflict", "done"], ["done", "done"])
    assert (later.same_as_id is None) == (later.answered_at is None)
