"""Members on screens: who sees whom, the forms that write one of them, numbers that are looked at only for a purpose."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.world import World
from zhengyou.audit.models import Event
from zhengyou.census.models import Member
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Outbox
from zhengyou.standards.rules import resident_id

WHY = "the test looks at what was written"


def number(first17: str) -> str:
    return first17 + resident_id.check_sign(first17)


WANG = number("41130219900307211")  # a man born on 1990-03-07
FAR = number("99130219900307211")  # of no known region


def again(member: Member) -> Member:
    return Member.objects.across_all(because=WHY).get(pk=member.pk)


def filled(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send if a person opened the form and changed nothing."""
    form = client.get(url).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def hold_number(member: Member, text: str) -> None:
    held = again(member)
    held.id_number = text
    held.save()


class TestTheRoll:
    def test_a_secretary_sees_the_own_branch_only(self, world: World) -> None:
        rows = world.client("secretary").get(reverse("census:members")).context["rows"]
        assert {member.name for member, _cells in rows} == {"李党员", "张党员"}

    def test_an_office_sees_names_within_its_area(self, world: World) -> None:
        rows = world.client("county").get(reverse("census:members")).context["rows"]
        assert {member.name for member, _cells in rows} == {"李党员", "张党员"}

    @pytest.mark.parametrize("person", ["department", "instructor"])
    @pytest.mark.parametrize("name", ["members", "members_export", "member_add"])
    def test_departments_and_instructors_see_no_names(self, world: World, person: str, name: str) -> None:
        assert world.client(person).get(reverse(f"census:{name}")).status_code == 403

    def test_a_stranger_finds_nothing(self, world: World) -> None:
        assert world.client("stranger").get(reverse("census:members")).status_code == 404

    @pytest.mark.parametrize(
        "name",
        ["member", "member_correct", "member_transfer", "member_close", "member_reopen", "member_history"],
    )
    def test_the_neighbour_does_not_find_a_member(self, world: World, name: str) -> None:
        url = reverse(f"census:{name}", args=[world.member["li"].pk])
        assert world.client("neighbour_secretary").get(url).status_code == 404
        assert world.client("neighbour_county").get(url).status_code == 404
        assert world.client("department").get(url).status_code == 403

    def test_it_narrows_and_sorts(self, world: World) -> None:
        client = world.client("county")
        url = reverse("census:members")
        assert [row.name for row, _ in client.get(url, {"q": "李"}).context["rows"]] == ["李党员"]
        assert client.get(url, {"category": "probationary"}).context["rows"] == []
        for column in client.get(url).context["columns"]:
            assert client.get(url, {"sort": f"-{column.key}"}).status_code == 200

    def test_it_takes_the_same_number_of_queries_however_long(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client, branch = world.client("county"), world.organisation["branch"]
        for count in range(60):
            Member(name=f"党员{count}", branch=branch, unit=world.unit["foundry"], place=branch.place).save()
        with django_assert_max_num_queries(14):
            answer = client.get(reverse("census:members"))
        assert len(answer.context["rows"]) == 50
        assert answer.context["page"].paginator.count == 62

    def test_the_export_leaves_a_trace(self, world: World) -> None:
        answer = world.client("secretary").get(reverse("census:members_export"))
        sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
        assert sheet is not None
        assert sheet.max_row == 3
        assert Event.objects.across_all(because=WHY).filter(action="export.members").count() == 1

    def test_a_secretary_finds_the_way_to_report_the_roll_complete(self, world: World) -> None:
        page = world.client("secretary").get(reverse("census:members")).content.decode()
        assert reverse("organisations:roll_complete", args=[world.organisation["branch"].pk]) in page


class TestTheRecord:
    def test_numbers_are_masked_and_personal_facts_stay_in_the_branch(self, world: World) -> None:
        url = reverse("census:member", args=[world.member["li"].pk])
        own = world.client("secretary").get(url).content.decode()
        assert "13600000003" not in own
        assert "136****0003" in own
        assert "411302********001X" in own
        office = world.client("county").get(url).content.decode()
        assert "136****0003" not in office
        city = world.client("city").get(url).content.decode()
        assert "411302********001X" not in city

    def test_a_number_is_shown_for_a_purpose_only(self, world: World) -> None:
        client, url = (
            world.client("secretary"),
            reverse("census:member_reveal", args=[world.member["li"].pk, "id_number"]),
        )
        assert "查看的用途" in client.get(url).content.decode()
        assert "41130219800101001X" not in client.post(url, {"reveal_purpose": " "}).content.decode()
        answer = client.post(url, {"reveal_purpose": "办理组织关系转接"})
        assert "41130219800101001X" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        event = Event.objects.across_all(because=WHY).get(action="reveal.id_number")
        assert event.detail == {"purpose": "办理组织关系转接"}
        assert event.subject == "李**"

    def test_who_does_not_see_the_group_reveals_nothing(self, world: World) -> None:
        member = world.member["li"].pk
        assert (
            world.client("city").get(reverse("census:member_reveal", args=[member, "id_number"])).status_code
            == 403
        )
        assert (
            world.client("county").get(reverse("census:member_reveal", args=[member, "phone"])).status_code
            == 403
        )
        assert (
            world.client("secretary").get(reverse("census:member_reveal", args=[member, "name"])).status_code
            == 404
        )
        events = Event.objects.across_all(because=WHY).filter(action__startswith="reveal").order_by("pk")
        assert [(one.action, one.user_id, one.detail["address"]) for one in events] == [
            ("reveal.refused", world.person["city"].pk, f"/members/{member}/reveal/id_number/"),
            ("reveal.refused", world.person["county"].pk, f"/members/{member}/reveal/phone/"),
        ]
        assert all(one.path for one in events)

    def test_it_takes_a_fixed_number_of_queries(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = world.client("secretary")
        with django_assert_max_num_queries(12):
            client.get(reverse("census:member", args=[world.member["li"].pk]))


class TestAdding:
    def new(self, client: Client, **more: Any) -> dict[str, Any]:
        sent = filled(client, reverse("census:member_add"))
        return sent | {"name": "王新党", "category": "probationary"} | more

    def test_the_own_branch_and_unit_are_filled_in(self, world: World) -> None:
        client = world.client("secretary")
        assert client.post(reverse("census:member_add"), self.new(client)).status_code == 302
        made = Member.objects.across_all(because=WHY).get(name="王新党")
        assert (made.branch, made.unit) == (world.organisation["branch"], world.unit["foundry"])

    def test_birth_date_and_gender_follow_from_the_number(self, world: World) -> None:
        client = world.client("secretary")
        assert client.post(reverse("census:member_add"), self.new(client, id_number=WANG)).status_code == 302
        made = Member.objects.across_all(because=WHY).get(name="王新党")
        assert (made.birth_date, made.gender, made.id_number.open()) == ("1990-03-07", "male", WANG)

    def test_a_wrong_number_is_refused_without_repeating_it(self, world: World) -> None:
        client = world.client("secretary")
        wrong = WANG[:-1] + ("1" if WANG[-1] != "1" else "2")
        answer = client.post(reverse("census:member_add"), self.new(client, id_number=wrong))
        assert "校验位不符" in answer.content.decode()
        assert not Member.objects.across_all(because=WHY).filter(name="王新党").exists()

    def test_an_unknown_region_is_a_warning(self, world: World) -> None:
        client = world.client("secretary")
        answer = client.post(reverse("census:member_add"), self.new(client, id_number=FAR), follow=True)
        assert "前两位不是已知的省份代码" in answer.content.decode()
        assert Member.objects.across_all(because=WHY).filter(name="王新党").exists()

    def test_a_number_on_the_own_roll_leads_to_the_record(self, world: World) -> None:
        hold_number(world.member["li"], WANG)
        client = world.client("secretary")
        page = client.post(reverse("census:member_add"), self.new(client, id_number=WANG)).content.decode()
        assert reverse("census:member", args=[world.member["li"].pk]) in page

    def test_a_number_held_elsewhere_says_only_whom_to_ask(self, world: World) -> None:
        hold_number(world.member["neighbour"], WANG)
        client = world.client("secretary")
        page = client.post(reverse("census:member_add"), self.new(client, id_number=WANG)).content.decode()
        assert "南阳市领导小组办公室" in page
        assert "何邻党" not in page
        assert "卧龙区" not in page
        assert world.organisation["neighbour_branch"].name not in page

    def test_nobody_adds_to_a_branch_elsewhere(self, world: World) -> None:
        client = world.client("secretary")
        sent = self.new(client, branch=world.organisation["neighbour_branch"].name)
        assert "没有找到" in client.post(reverse("census:member_add"), sent).content.decode()

    def test_neither_branch_nor_unit_is_no_member_of_any_roll(self, world: World) -> None:
        client = world.client("county")
        sent = self.new(client, branch="", unit="")
        assert "请写明所在党支部" in client.post(reverse("census:member_add"), sent).content.decode()

    def test_an_office_is_not_asked_for_what_it_does_not_see(self, world: World) -> None:
        fields = set(world.client("city").get(reverse("census:member_add")).context["form"].fields)
        assert not fields & {"phone", "id_number", "birth_date", "voluntary"}
        assert {"name", "category", "branch"} <= fields


class TestCorrecting:
    def test_only_what_differs_is_written_and_numbers_stay(self, world: World) -> None:
        client, member = world.client("secretary"), world.member["li"]
        hold_number(member, WANG)
        url = reverse("census:member_correct", args=[member.pk])
        assert (
            client.post(url, filled(client, url) | {"position": "secretary", "voluntary": "old"}).status_code
            == 302
        )
        held = again(member)
        assert (held.position, held.voluntary, held.voluntary_reason) == ("secretary", True, "old")
        assert (held.id_number.open(), held.phone.open()) == (WANG, "13600000003")
        assert {row.field for row in changes.history("member", member.pk)} == {
            "position",
            "voluntary",
            "voluntary_reason",
        }
        page = client.get(reverse("census:member_history", args=[member.pk])).content.decode()
        assert "党内职务" in page
        assert "年老体弱" in page

    def test_sending_the_form_unchanged_changes_nothing(self, world: World) -> None:
        for person in ("secretary", "county"):
            client, member = world.client(person), world.member["zhang"]
            hold_number(member, "")
            url = reverse("census:member_correct", args=[member.pk])
            assert client.post(url, filled(client, url)).status_code == 302
            assert again(member).version == 1

    def test_two_at_once_lose_nothing(self, world: World) -> None:
        first, second, member = world.client("secretary"), world.client("county"), world.member["li"]
        hold_number(member, "")
        url = reverse("census:member_correct", args=[member.pk])
        mine, theirs = filled(first, url), filled(second, url)
        assert second.post(url, theirs | {"position": "deputy", "joined_on": "2001"}).status_code == 302
        answer = first.post(url, mine | {"position": "secretary", "education": "college"})
        assert answer.status_code == 409
        assert "孙县办" in answer.content.decode()
        form = answer.context["form"]
        assert (form["position"].value(), form["education"].value(), form["joined_on"].value()) == (
            "secretary",
            "college",
            "2001",
        )
        sent = {name: form[name].value() or "" for name in form.fields}
        assert first.post(url, sent).status_code == 302
        held = again(member)
        assert (held.position, held.education, held.joined_on) == ("secretary", "college", "2001")


class TestMoving:
    def test_a_transfer_derives_both_units_anew(self, world: World) -> None:
        client, member = world.client("county"), world.member["li"]
        hold_number(member, "")
        url = reverse("census:member_transfer", args=[member.pk])
        sent = filled(client, url) | {"unit": f"某某〔{world.unit['due'].pk}〕", "moved_on": "2026-11-01"}
        assert client.post(url, sent).status_code == 302
        assert again(member).unit == world.unit["due"]
        touched = Outbox.objects.across_all(because=WHY).filter(
            subject_kind="unit", subject_id=world.unit["foundry"].pk
        )
        assert touched.exists()
        page = client.get(reverse("census:member_history", args=[member.pk])).content.decode()
        assert "豫宛精密铸造有限公司 → 宛城新材料有限公司" in page

    def test_off_the_roll_and_back(self, world: World) -> None:
        client, member = world.client("secretary"), world.member["li"]
        hold_number(member, WANG)
        url = reverse("census:member_close", args=[member.pk])
        assert (
            client.post(
                url, {"leaving_reason": "transferred", "closed_on": "2026-11-01", "version": 1}
            ).status_code
            == 302
        )
        assert again(member).closed_on == date(2026, 11, 1)
        hold_number(world.member["neighbour"], WANG)
        back = reverse("census:member_reopen", args=[member.pk])
        assert "已在别处的名册上" in client.post(back, {"version": 2}).content.decode()
        hold_number(world.member["neighbour"], "")
        assert client.post(back, {"version": 2}).status_code == 302
        assert again(member).closed_on is None

    def test_a_day_to_come_is_refused(self, world: World) -> None:
        client, member = world.client("secretary"), world.member["li"]
        url = reverse("census:member_close", args=[member.pk])
        answer = client.post(url, {"leaving_reason": "transferred", "closed_on": "2999-01-01", "version": 1})
        assert "还没有到" in answer.content.decode()


class TestParts:
    def test_an_organisations_page_finds_its_units_and_its_roll(self, world: World) -> None:
        client, branch = world.client("county"), world.organisation["branch"]
        for name, word in (
            ("organisation_units", "豫宛精密铸造有限公司"),
            ("organisation_members", "李党员"),
        ):
            url = reverse(f"census:{name}", args=[branch.pk])
            part = client.get(url, headers={"HX-Request": "true"}).content.decode()
            assert word in part
            assert "<html" not in part
            assert "<html" in client.get(url).content.decode()

    def test_nobody_elsewhere_finds_them(self, world: World) -> None:
        branch = world.organisation["branch"].pk
        assert (
            world.client("neighbour_county")
            .get(reverse("census:organisation_units", args=[branch]))
            .status_code
            == 404
        )
        assert (
            world.client("department").get(reverse("census:organisation_members", args=[branch])).status_code
            == 403
        )

    def test_suggestions_stay_inside_the_scope(self, world: World) -> None:
        asked = {"field": "unit", "unit": "有限公司"}
        page = world.client("county").get(reverse("census:unit_options"), asked).content.decode()
        assert "豫宛精密铸造有限公司〔" in page
        assert "中原纺织" not in page
