"""From the matrix a level says that a clause is not for it; the reason stands in its document."""

from __future__ import annotations

import pytest

from tests.world import World
from zhengyou.campaigns.models import Answer, ImplementationDocument
from zhengyou.campaigns.queries import nobodys
from zhengyou.campaigns.tests import document_matter, matter

pytestmark = pytest.mark.django_db
REASON = "这一条是对各省辖市提的要求"


@pytest.fixture(autouse=True)
def _bodies(world: World) -> None:
    matter.bodies(world)


def test_a_reason_takes_a_clause_out_of_nobodys(world: World) -> None:
    first, *_others = matter.directive(world, 3)
    county = world.client("county")
    address = f"/tasks/excuse/?clause={first.pk}"
    assert address in county.get("/tasks/").content.decode()
    assert first.text in county.get(address).content.decode()
    assert county.post(address, {"excused": REASON}, follow=True).status_code == 200
    assert nobodys.count(world.scope("county")) == 2
    assert nobodys.count(world.scope("city")) == 3
    held = Answer.objects.across_all(because="test").get()
    assert (held.document.place, held.clause, held.excused) == (world.place["411302"].path, first, REASON)
    assert REASON in county.get("/tasks/").content.decode()


def test_the_document_held_takes_it_and_keeps_the_wording(world: World) -> None:
    made = matter.directive(world, 2)
    document = document_matter.started(world, made, "county")
    said = document_matter.answered(world, document, made[0], who="county")
    world.client("county").post(f"/tasks/excuse/?clause={made[0].pk}", {"excused": REASON})
    assert ImplementationDocument.objects.across_all(because="test").count() == 1
    held = Answer.objects.across_all(because="test").get()
    assert (held.text, held.excused, held.previous) == ("", REASON, said.text)


def test_a_submitted_document_leads_back(world: World) -> None:
    made = matter.directive(world, 2)
    document_matter.submitted(world, made, "county")
    answer = world.client("county").post(f"/tasks/excuse/?clause={made[0].pk}", {"excused": REASON})
    assert answer.status_code == 409
    assert 'href="/tasks/"' in answer.content.decode()


def test_who_writes_no_document_is_not_offered_it(world: World) -> None:
    first, *_others = matter.directive(world, 2, code="411302", issued=False)
    assert world.client("city").get(f"/tasks/excuse/?clause={first.pk}").status_code in {403, 404}
    assert world.client("secretary").get(f"/tasks/excuse/?clause={first.pk}").status_code == 403
    assert world.client("county").get("/tasks/excuse/?clause=x").status_code == 404
