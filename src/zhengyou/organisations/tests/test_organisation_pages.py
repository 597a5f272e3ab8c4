"""Pages of the Party line, as the cast sees them."""

from __future__ import annotations

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook

from tests.world import World
from zhengyou.audit.models import Event
from zhengyou.organisations.models import PartyOrganisation

WHY = "the test looks at everything"


def facts(world: World, **changes: str) -> dict[str, str]:
    """What a clerk fills in for a new branch."""
    held = {
        "name": "宛城新材料有限公司党支部",
        "level": "branch",
        "territory": world.place["411302002"].code,
        "superior": world.organisation["county_committee"].name,
        "founded": "2026年10月",
        "last_election": "2026-10-08",
        "secretary": "魏书记",
        "secretary_phone": "13600000006",
        "workers_full": "1",
    }
    return held | changes


def test_the_list_stands_in_code_order_within_the_scope(world: World) -> None:
    page = world.client("county").get("/organisations/").content.decode()
    assert page.index("中共宛城区非公企业委员会") < page.index("豫宛精密铸造有限公司党支部")
    assert "中原纺织有限公司党支部" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=铸造", {"豫宛精密铸造有限公司党支部"}),
        ("level=branch", {"豫宛精密铸造有限公司党支部", "中原纺织有限公司党支部"}),
        ("place=411302&place=411302001", {"豫宛精密铸造有限公司党支部"}),
        ("closed=1", set()),
        ("due=soon&level=branch", {"豫宛精密铸造有限公司党支部"}),
    ],
)
def test_the_list_is_narrowed(world: World, query: str, found: set[str]) -> None:
    branch = world.organisation["branch"]
    branch.election_due = localdate() + timedelta(days=38)  # the page reads the clock
    branch.save()
    page = world.client("city").get(f"/organisations/?{query}")
    assert {row["organisation"].name for row in page.context["rows"]} == found


def test_a_department_sees_secretaries_masked(world: World) -> None:
    page = world.client("department").get("/organisations/").content.decode()
    assert "郑**" in page
    assert "郑书记" not in page


def test_the_export_holds_every_row_and_is_audited(world: World) -> None:
    answer = world.client("city").get("/organisations/export/?level=branch")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)  # type: ignore[union-attr, attr-defined]
    assert [row[0] for row in rows[1:]] == ["豫宛精密铸造有限公司党支部", "中原纺织有限公司党支部"]
    assert Event.objects.across_all(because=WHY).filter(action="export.organisations").exists()


def test_the_neighbours_organisation_is_not_found(world: World) -> None:
    theirs = world.organisation["neighbour_branch"].pk
    for person in ("county", "secretary"):
        client = world.client(person)
        for address in ("", "correct/", "move/", "close/", "roll-complete/"):
            assert client.get(f"/organisations/{theirs}/{address}").status_code == 404, (person, address)
    assert world.client("stranger").get(f"/organisations/{theirs}/").status_code == 404


def test_a_clerk_adds_an_organisation_and_reads_where_each_fact_comes_from(world: World) -> None:
    answer = world.client("county").post("/organisations/add/", facts(world), follow=True)
    made = PartyOrganisation.objects.across_all(because=WHY).get(name="宛城新材料有限公司党支部")
    assert made.superior == world.organisation["county_committee"]
    assert (made.founded, made.valid_from, made.election_due) == (
        "2026-10",
        date(2026, 10, 1),
        date(2029, 10, 8),
    )
    assert made.secretary_phone.open() == "13600000006"
    page = answer.content.decode()
    assert "网页登记" in page
    assert "136****0006" in page
    assert "13600000006" not in page


def test_a_form_with_mistakes_says_where_and_keeps_what_was_written(world: World) -> None:
    wrong = facts(world, founded="去年", superior="中原纺织有限公司党支部", territory="411303001", level="")
    page = world.client("county").post("/organisations/add/", wrong)
    errors = page.context["form"].errors
    assert set(errors) == {"founded", "superior", "territory", "level"}
    assert "魏书记" in page.content.decode()


def test_the_telephone_is_shown_once_and_the_log_says_who_looked(world: World) -> None:
    branch = world.organisation["branch"]
    page = world.client("county").post(f"/organisations/{branch.pk}/phone/")
    assert "13800000001" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    event = Event.objects.across_all(because=WHY).get(action="reveal.secretary_phone")
    assert (event.subject_id, event.user_id) == (str(branch.pk), world.person["county"].pk)
    assert "13800000001" not in str(event.__dict__)
    assert world.client("department").post(f"/organisations/{branch.pk}/phone/").status_code == 403


def test_who_is_faster_wins_and_the_other_is_shown_what_is_held(world: World) -> None:
    branch = world.organisation["branch"]
    client = world.client("county")
    address = f"/organisations/{branch.pk}/correct/"
    seen = str(client.get(address).context["form"]["seen"].value())
    sent = facts(world, name=branch.name, territory="411302001", version="1", seen=seen, superior="")
    first = {"secretary": "先来", "deputy": "副手", "territory": "411302002"}
    assert client.post(address, sent | first).status_code == 302
    late = client.post(address, sent | {"secretary": "后到"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "别人改了什么" in page
    assert "别人刚改成了：先来" in page
    form = late.context["form"]
    assert (form["secretary"].value(), form["deputy"].value()) == ("后到", "副手")
    assert form["territory"].value() == ["411302002"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, again).status_code == 302
    branch.refresh_from_db()
    assert (branch.secretary, branch.deputy, branch.version) == ("后到", "副手", 3)
    assert branch.territory.code == "411302002"


def test_an_organisation_moves_below_another_superior(world: World) -> None:
    county, city = world.organisation["county_committee"], world.client("city")
    other = PartyOrganisation(
        name="南阳市工商联党委",
        territory=world.place["411300"],
        place=county.place[:8],
        path="0001",
        valid_from=date(2010, 1, 1),
    )
    other.save()
    sent = {"superior": other.name, "on": "2026-11-01", "document": "", "reason": ""}
    there = f"/organisations/{county.pk}/reorganise/move/"
    assert "谁会多看到" in city.post(there, sent).content.decode()
    confirmed = sent | {"step": "confirm", "key": str(uuid4())}
    assert city.post(there, confirmed).status_code == 302
    county.refresh_from_db()
    branch = world.organisation["branch"]
    branch.refresh_from_db()
    assert county.path.startswith(other.path)
    assert branch.path.startswith(county.path)
    page = city.get(f"/organisations/{county.pk}/").content.decode()
    assert "以前的隶属关系" in page


def test_closing_says_first_what_stands_against_it(world: World) -> None:
    committee = world.organisation["county_committee"]
    client = world.client("county")
    address = f"/organisations/{committee.pk}/close/"
    assert "1 个下级党组织" in client.get(address).content.decode()
    page = client.post(address, {"closed_on": "2026-11-20", "version": "1"})
    assert "1 个下级党组织" in str(page.context["form"].errors)


def test_suggestions_come_from_the_own_scope(world: World) -> None:
    answer = world.client("county").get("/organisations/options/?field=superior&superior=有限公司")
    assert "豫宛精密铸造" in answer.content.decode()
    assert "中原纺织" not in answer.content.decode()


def test_a_secretary_sees_the_own_branch_and_corrects_it(world: World) -> None:
    client = world.client("secretary")
    page = client.get("/organisations/")
    assert [row["organisation"].pk for row in page.context["rows"]] == [world.organisation["branch"].pk]
    assert client.get(f"/organisations/{world.organisation['branch'].pk}/correct/").status_code == 200


def test_the_roll_is_declared_complete(world: World) -> None:
    branch = world.organisation["branch"]
    sent = {"roll_complete_on": "2026-11-20"}
    assert (
        world.client("secretary").post(f"/organisations/{branch.pk}/roll-complete/", sent).status_code == 302
    )
    branch.refresh_from_db()
    assert branch.roll_complete_on == date(2026, 11, 20)
