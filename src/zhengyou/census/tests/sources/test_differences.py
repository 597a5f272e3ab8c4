"""The unit's count, the branch's roll and the member's own word beside one another."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import NOW, TODAY, World
from zhengyou.census.actions import differences as actions
from zhengyou.census.models import Member, OwnAnswer, Round, Transfer, Unit
from zhengyou.census.queries import differences
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.web.errors import Conflict, Refused

WHY = "a test sets the scene"


def say(world: World, key: str = "foundry", **facts: Any) -> None:
    Unit.objects.across_all(because=WHY).filter(pk=world.unit[key].pk).update(**facts)


def put(world: World, name: str, **facts: Any) -> Member:
    branch = facts.setdefault("branch", world.organisation["branch"])
    facts.setdefault("place", branch.place if branch else facts["unit"].path)
    made = Member(name=name, category="full", standing="normal", relation="here", last_round=world.round)
    for key, value in facts.items():
        setattr(made, key, value)
    made.save()
    return made


def kinds(world: World, person: str = "county", **more: Any) -> list[str]:
    return [one.kind for one in differences.listed(world.scope(person), **more)]


def one(world: World, kind: str, person: str = "county") -> differences.Difference:
    return next(row for row in differences.listed(world.scope(person)) if row.kind == kind)


@pytest.fixture
def agreed(world: World) -> World:
    """Everything agrees: two full members, as the unit says."""
    say(world, members_total_in=2, members_formal=2, members_probation=0)
    say(world, "due", members_formal=None)
    return world


def test_what_agrees_is_no_difference(agreed: World) -> None:
    assert kinds(agreed) == []


def test_another_count_than_the_roll_is_told_in_one_sentence(agreed: World) -> None:
    say(agreed, members_total_in=5, members_formal=4, members_probation=1)
    found = one(agreed, "counts")
    assert found.name == "豫宛精密铸造有限公司"
    assert found.sentence == "单位报 5 名（正式 4、预备 1），名册上 2 名（正式 2、预备 0）。"


def test_a_count_that_nobody_gave_is_compared_with_nothing(agreed: World) -> None:
    say(agreed, members_total_in=None, members_formal=None, members_probation=None)
    assert kinds(agreed) == []


def test_without_a_roll_there_is_nothing_to_compare_until_it_is_declared_complete(agreed: World) -> None:
    Member.objects.across_all(because=WHY).filter(branch=agreed.organisation["branch"]).delete()
    assert kinds(agreed) == []
    PartyOrganisation.objects.across_all(because=WHY).filter(pk=agreed.organisation["branch"].pk).update(
        roll_complete_on=TODAY
    )
    assert kinds(agreed) == ["counts"]


def test_a_roll_that_names_no_unit_counts_for_the_only_one_of_its_branch(agreed: World) -> None:
    Member.objects.across_all(because=WHY).filter(pk=agreed.member["li"].pk).update(unit=None)
    assert kinds(agreed) == []


def test_members_who_work_here_and_belong_elsewhere_are_set_against_the_units_own_number(
    agreed: World,
) -> None:
    put(agreed, "钱口袋", unit=agreed.unit["foundry"], branch=None, relation="not_moved")
    assert kinds(agreed) == ["elsewhere"]
    assert "没有报" in one(agreed, "elsewhere").sentence
    say(agreed, members_out=1)
    assert kinds(agreed) == []


def test_members_of_a_branch_who_work_in_a_unit_it_does_not_cover(agreed: World) -> None:
    put(agreed, "孙外派", unit=agreed.unit["due"])
    found = one(agreed, "works_elsewhere")
    assert found.subject_kind == "organisation"
    assert found.sentence == "名册上有 1 名党员在别的单位工作：宛城新材料有限公司。"


def test_members_of_the_last_round_who_are_missing_in_this_one(agreed: World) -> None:
    later = Round(code="2027-1", as_of=TODAY.replace(year=2027), opened_at=NOW)
    later.save()
    assert kinds(agreed) == []  # nobody has sent a roll for it yet
    Member.objects.across_all(because=WHY).filter(pk=agreed.member["li"].pk).update(last_round=later)
    found = one(agreed, "not_seen")
    assert found.sentence == "上轮名册上的 1 名党员，第 2027-1 轮名册上没有。"
    behind = differences.members_behind(agreed.scope("county"), found)
    assert [member.name for member in behind] == ["张党员"]


def test_an_explained_difference_leaves_the_list_until_the_figures_change(agreed: World) -> None:
    say(agreed, members_total_in=3)
    found = one(agreed, "counts")
    actions.explain(difference=found, reason="moving", note="", by=agreed.scope("county"), at=NOW)
    assert kinds(agreed) == []
    assert kinds(agreed, explained=True) == ["counts"]
    say(agreed, members_total_in=4)
    assert kinds(agreed) == ["counts"]
    assert kinds(agreed, explained=True) == []


def test_the_secretary_explains_and_the_office_reads_it(agreed: World) -> None:
    say(agreed, members_total_in=3)
    found = one(agreed, "counts", "secretary")
    actions.explain(
        difference=found, reason="moving", note="介绍信已开", by=agreed.scope("secretary"), at=NOW
    )
    assert kinds(agreed) == []


def test_each_sees_the_own_place_only(agreed: World) -> None:
    say(agreed, "neighbour", members_total_in=7)
    assert kinds(agreed) == []
    assert kinds(agreed, "neighbour_county") == ["counts"]
    key = f"counts-unit-{agreed.unit['neighbour'].pk}"
    for person in ("county", "secretary", "township", "organisation_dept"):
        assert agreed.client(person).get(reverse("census:difference", args=[key])).status_code == 404
    assert agreed.client("neighbour_county").get(reverse("census:difference", args=[key])).status_code == 200


@pytest.mark.parametrize("person", ["department", "instructor"])
def test_who_sees_no_names_sees_no_differences(agreed: World, person: str) -> None:
    assert agreed.client(person).get(reverse("census:differences")).status_code == 403


def test_a_member_may_say_that_the_own_record_is_wrong_and_need_not(agreed: World) -> None:
    user = agreed.person["stranger"]
    user.name = "李党员"
    user.save()
    own = actions.find_own(user=user, id_number="41130219800101001X", at=NOW)
    assert kinds(agreed) == []
    by = agreed.scope("stranger")
    with pytest.raises(Refused):
        actions.answer_own(own=own, answer="wrong", note="", version=1, by=by, at=NOW)
    with pytest.raises(Conflict):
        actions.answer_own(own=own, answer="right", note="", version=9, by=by, at=NOW)
    actions.answer_own(own=own, answer="wrong", note="支部写错了", version=1, by=by, at=NOW)
    assert one(agreed, "own_record").sentence == "李**核对了自己的信息，说：支部写错了"
    # Corrected since: the word was about another record.
    Member.objects.across_all(because=WHY).filter(pk=agreed.member["li"].pk).update(version=2)
    assert kinds(agreed) == []


def test_nobody_finds_anybody_else(agreed: World) -> None:
    user = agreed.person["stranger"]
    with pytest.raises(Refused) as other_name:
        actions.find_own(user=user, id_number="41130219800101001X", at=NOW)
    with pytest.raises(Refused) as nobody:
        actions.find_own(user=user, id_number="411302199001010019", at=NOW)
    assert str(other_name.value) == str(nobody.value)
    assert not OwnAnswer.objects.across_all(because=WHY).exists()


def test_the_own_page_asks_and_answers(agreed: World) -> None:
    user = agreed.person["stranger"]
    user.name = "李党员"
    user.save()
    client = agreed.client("stranger")
    address = reverse("census:own_record")
    assert client.get(address).status_code == 200
    client.post(address, {"id_number": "41130219800101001X"})
    page = client.get(address).content.decode()
    assert "豫宛精密铸造有限公司党支部" in page
    assert "13600000003" not in page
    client.post(address, {"answer": "wrong", "note": "岗位不对", "version": "1"})
    assert one(agreed, "own_record").sentence.endswith("岗位不对")
    assert "名册上的记录" in client.get(reverse("my_data")).content.decode()


def test_pages_list_open_export_and_explain(agreed: World) -> None:
    say(agreed, members_total_in=3)
    client = agreed.client("county")
    page = client.get(reverse("census:differences")).content.decode()
    assert "单位报 3 名" in page
    key = one(agreed, "counts").key
    record = client.get(reverse("census:difference", args=[key])).content.decode()
    assert "李**" in record
    assert "李党员" not in record
    answer = client.get(reverse("census:differences_export"))
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    client.post(reverse("census:difference", args=[key]), {"reason": "moving", "note": ""})
    assert "没有待说明的差异" in client.get(reverse("census:differences")).content.decode()
    assert client.get(reverse("census:difference", args=["counts-unit-999999"])).status_code == 404
    assert client.get(reverse("census:difference", args=["nonsense"])).status_code == 404


def chosen(world: World, person: str, **asked: str) -> dict[str, tuple[int, int | None]]:
    """{place: (members, differences)} as a person is asked to choose."""
    answer = world.client(person).get(reverse("census:differences"), asked)
    return {one.place.name: (one.members, one.differences) for one in answer.context["choices"]}


def test_a_city_chooses_a_county_by_what_waits_there(agreed: World) -> None:
    say(agreed, members_total_in=5)
    found = chosen(agreed, "city")
    assert list(found)[:2] == ["宛城区", "卧龙区"]  # in the order of their codes
    assert (found["宛城区"], found["卧龙区"]) == ((2, 1), (1, 1))
    assert chosen(agreed, "city", kind="elsewhere")["宛城区"] == (2, 0)
    page = agreed.client("city").get(reverse("census:differences"), {"kind": "counts"}).content.decode()
    assert "?kind=counts&amp;place=411302" in page
    there = agreed.client("city").get(reverse("census:differences"), {"place": "411302"})
    assert there.context["choices"] == []
    assert "回到南阳市" in there.content.decode()
    assert "豫宛精密铸造有限公司" in there.content.decode()


def test_a_province_chooses_a_city_first(agreed: World) -> None:
    assert chosen(agreed, "province")["南阳市"] == (3, None)
    assert chosen(agreed, "province", place="411300")["宛城区"] == (2, 0)


def test_what_stands_at_the_city_itself_is_listed_beside_the_counties(agreed: World) -> None:
    say(agreed, members_total_in=5, territory=agreed.place["411300"], path=agreed.place["411300"].path)
    answer = agreed.client("city").get(reverse("census:differences"))
    assert [row.name for row, _place in answer.context["rows"]] == ["豫宛精密铸造有限公司"]
    assert "南阳市本级的差异，共 1 条" in answer.content.decode()
    assert {one.place.name: one.differences for one in answer.context["choices"]}["宛城区"] == 0


def test_two_rolls_of_two_counties_are_counted_in_both(agreed: World) -> None:
    other = agreed.place["411303"]
    branch = agreed.organisation["branch"]
    Transfer(
        member=agreed.member["li"], from_branch=branch, to_branch=agreed.organisation["county_committee"],
        from_place=agreed.place["411302"].path, to_place=other.path, moved_on=TODAY, contested=True,
        proposed_at=NOW, proposer="x", source="x",
    ).save()  # fmt: skip
    found = chosen(agreed, "city", kind="two_rolls")
    assert (found["宛城区"][1], found["卧龙区"][1]) == (1, 1)


def test_after_an_explanation_the_city_is_back_at_the_countys_list(agreed: World) -> None:
    say(agreed, members_total_in=5)
    key = one(agreed, "counts", "city").key
    url = reverse("census:difference", args=[key])
    answer = agreed.client("city").post(url, {"reason": "moving", "note": ""})
    assert answer.headers["Location"] == f"{reverse('census:differences')}?place=411302"


def test_a_secretary_has_one_list_and_no_choice(agreed: World) -> None:
    assert agreed.client("secretary").get(reverse("census:differences")).context["choices"] == []


def test_the_choice_costs_a_fixed_number_of_queries(agreed: World) -> None:
    with CaptureQueriesContext(connection) as few:
        differences.choices(agreed.scope("city"), agreed.place["411300"])
    for number in range(20):
        put(agreed, f"甲{number}", place=agreed.place["411302"].path)
    with CaptureQueriesContext(connection) as many:
        differences.choices(agreed.scope("city"), agreed.place["411300"])
    assert len(few) == len(many) <= 11


def test_the_number_of_queries_does_not_grow(agreed: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            differences.listed(agreed.scope("county"), place=agreed.place["411302"])
        return len(seen)

    say(agreed, members_total_in=3)
    before = count()
    branch = agreed.organisation["branch"]
    for number in range(30):
        unit = Unit(
            name=f"第{number}家", territory=agreed.place["411302001"], path=agreed.place["411302001"].path,
            members_total_in=9, organisation=branch, has_org=True,
        )  # fmt: skip
        unit.save()
        put(agreed, f"甲{number}", unit=unit)
    assert len(differences.listed(agreed.scope("county"))) > 30
    assert count() == before
    assert before <= 10
