"""Units on screens: lists, records, and the forms that write one of them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.world import NOW, World
from zhengyou.audit.models import Event
from zhengyou.census.actions import units as actions
from zhengyou.census.models import Unit
from zhengyou.changes import queries as changes

WHY = "the test looks at what was written"
LEGAL_BUT_ODD = "91411302MA0000001X"  # the digit does not fit


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def again(unit: Unit) -> Unit:
    return Unit.objects.across_all(because=WHY).get(pk=unit.pk)


def filled(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send if a person opened the form and changed nothing."""
    form = client.get(url).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


class TestTheList:
    def test_an_office_sees_the_units_below_it_and_no_others(self, world: World) -> None:
        page = text(world.client("county").get(reverse("census:units")))
        assert "豫宛精密铸造有限公司" in page
        assert "中原纺织有限公司" not in page

    def test_a_secretary_sees_the_own_unit(self, world: World) -> None:
        rows = world.client("secretary").get(reverse("census:units")).context["rows"]
        assert [unit.name for unit, _cells in rows] == ["豫宛精密铸造有限公司"]

    def test_an_instructor_sees_the_units_served(self, world: World) -> None:
        rows = world.client("instructor").get(reverse("census:units")).context["rows"]
        assert [unit.name for unit, _cells in rows] == ["宛城新材料有限公司"]

    def test_a_stranger_finds_nothing(self, world: World) -> None:
        assert world.client("stranger").get(reverse("census:units")).status_code == 404

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "铸造"}, {"foundry"}),
            ({"q": "91411302MA00000027"}, {"due"}),
            ({"has_org": "1"}, {"foundry"}),
            ({"has_org": "0"}, {"due", "association"}),
            ({"has_org": "unknown"}, {"unknown"}),
            ({"org_kind": "association"}, {"association"}),
            ({"org_kind": "unknown"}, set()),
            ({"place": ["411302", "411302001"]}, {"foundry", "unknown"}),
            ({"missing": "members_formal"}, {"unknown"}),
            ({"missing": "no_org_reason"}, {"association"}),
            ({"missing": "any"}, {"foundry", "due", "association", "unknown"}),
            ({"closed": "1"}, set()),
            ({"reg_status": "suspended"}, set()),
            ({"section": "unknown"}, {"foundry", "due", "association", "unknown"}),
            ({"size_class": "nonsense"}, {"foundry", "due", "association", "unknown"}),
        ],
    )
    def test_it_narrows(self, world: World, asked: dict[str, Any], found: set[str]) -> None:
        rows = world.client("county").get(reverse("census:units"), asked).context["rows"]
        assert {unit.name for unit, _cells in rows} == {world.unit[key].name for key in found}

    def test_it_sorts_by_any_column_and_unknown_stands_last(self, world: World) -> None:
        client = world.client("county")
        for sort in ("members", "-members"):
            rows = client.get(reverse("census:units"), {"sort": sort}).context["rows"]
            assert rows[-1][0].name == "宛城小吃店"
        for column in client.get(reverse("census:units")).context["columns"]:
            assert client.get(reverse("census:units"), {"sort": column.key}).status_code == 200

    def test_it_takes_the_same_number_of_queries_however_long(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = world.client("county")
        place = world.place["411302002"]
        client.get(reverse("census:units"))
        for number in range(60):
            Unit(territory=place, path=place.path, name=f"第{number}家", organisation=None).save()
        with django_assert_max_num_queries(16):
            answer = client.get(reverse("census:units"))
        assert len(answer.context["rows"]) == 50
        assert answer.context["page"].paginator.count == 64

    def test_the_export_holds_every_row_and_leaves_a_trace(self, world: World) -> None:
        place = world.place["411302002"]
        for number in range(60):
            Unit(territory=place, path=place.path, name=f"第{number}家").save()
        answer = world.client("county").get(reverse("census:units_export"), {"q": "家"})
        sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
        assert sheet is not None
        assert sheet.max_row == 61
        assert [cell.value for cell in sheet[1]][:2] == ["单位名称", "所在地"]
        assert Event.objects.across_all(because=WHY).filter(action="export.units").count() == 1

    def test_an_instructor_may_not_export(self, world: World) -> None:
        assert world.client("instructor").get(reverse("census:units_export")).status_code == 403


class TestTheRecord:
    def test_it_shows_facts_with_source_and_what_is_missing(self, world: World) -> None:
        page = text(world.client("county").get(reverse("census:unit", args=[world.unit["foundry"].pk])))
        assert "豫宛精密铸造有限公司" in page
        assert "测试" in page
        assert "必要情况未知" in page
        assert "推算" in page
        assert "行业未知，无法推算" in page

    def test_the_size_says_which_row_and_which_input_is_missing(self, world: World) -> None:
        unit = world.unit["foundry"]
        client = world.client("county")
        sent = filled(client, reverse("census:unit_correct", args=[unit.pk])) | {"industry_code": "C33"}
        assert client.post(reverse("census:unit_correct", args=[unit.pk]), sent).status_code == 302
        page = text(client.get(reverse("census:unit", args=[unit.pk])))
        assert (
            "缺少年营业收入（万元），补充后自动推算" in page or "缺少年营业收入(万元)，补充后自动推算" in page
        )

    def test_numbers_are_masked(self, world: World) -> None:
        page = text(world.client("county").get(reverse("census:unit", args=[world.unit["foundry"].pk])))
        assert "13700000002" not in page
        assert "137****0002" in page
        assert "韩业主" in page.replace("韩** ", "")

    def test_a_department_does_not_see_the_owner_or_members(self, world: World) -> None:
        answer = world.client("department").get(reverse("census:unit", args=[world.unit["foundry"].pk]))
        page = text(answer)
        assert "韩业主" not in page
        assert "韩**" in page
        assert "李党员" not in page
        assert "政治面貌" not in page
        assert "郑书记" not in page

    def test_looking_at_the_number_is_a_post_and_leaves_a_trace(self, world: World) -> None:
        client, url = (
            world.client("county"),
            reverse("census:unit_reveal_phone", args=[world.unit["foundry"].pk]),
        )
        assert client.get(url).status_code == 405
        answer = client.post(url)
        assert "13700000002" in text(answer)
        assert "no-store" in answer["Cache-Control"]
        event = Event.objects.across_all(because=WHY).get(action="reveal.contact_phone")
        assert event.subject == "豫宛精密铸造有限公司"
        assert "13700000002" not in str(event.detail)

    @pytest.mark.parametrize(
        "name", ["unit", "unit_history", "unit_correct", "unit_transfer", "unit_close", "unit_reopen"]
    )
    def test_the_neighbour_does_not_find_it(self, world: World, name: str) -> None:
        url = reverse(f"census:{name}", args=[world.unit["foundry"].pk])
        assert world.client("neighbour_county").get(url).status_code == 404
        assert world.client("neighbour_secretary").get(url).status_code == 404

    def test_a_department_may_not_correct(self, world: World) -> None:
        url = reverse("census:unit_correct", args=[world.unit["foundry"].pk])
        assert world.client("department").get(url).status_code == 403

    def test_it_takes_a_fixed_number_of_queries(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = world.client("county")
        with django_assert_max_num_queries(26):
            client.get(reverse("census:unit", args=[world.unit["foundry"].pk]))


class TestAdding:
    def new(self, **more: Any) -> dict[str, Any]:
        return {
            "territory": ["411302", "411302001"],
            "name": "新开张有限公司",
            "org_kind": "enterprise",
            "entered_by": "self",
        } | more

    def test_a_unit_is_there_with_source_and_by_whom(self, world: World) -> None:
        client = world.client("county")
        answer = client.post(reverse("census:unit_add"), self.new(entered_by="paper", revenue="1200.5"))
        made = Unit.objects.across_all(because=WHY).get(name="新开张有限公司")
        assert answer.headers["Location"] == reverse("census:unit", args=[made.pk])
        assert made.path == world.place["411302001"].path
        page = text(client.get(answer.headers["Location"]))
        assert "网页登记 · 孙县办 · 纸质代录" in page
        assert "1,200.5" in page

    def test_a_refused_code_says_what_is_wrong(self, world: World) -> None:
        answer = world.client("county").post(reverse("census:unit_add"), self.new(uscc="9141130"))
        assert "信用代码应为18位" in text(answer)
        assert "新开张有限公司" in text(answer)

    def test_a_doubtful_code_needs_a_reason(self, world: World) -> None:
        client = world.client("county")
        answer = client.post(reverse("census:unit_add"), self.new(uscc=LEGAL_BUT_ODD))
        assert "校验位不符" in text(answer)
        assert "uscc_override" in answer.context["form"].fields
        answer = client.post(
            reverse("census:unit_add"),
            self.new(uscc=LEGAL_BUT_ODD, uscc_override="2015 年首批赋码，已对照原件"),
        )
        assert answer.status_code == 302
        assert Unit.objects.across_all(because=WHY).get(uscc=LEGAL_BUT_ODD).uscc_override.startswith("2015")

    def test_a_code_held_here_leads_to_its_record(self, world: World) -> None:
        answer = world.client("county").post(
            reverse("census:unit_add"), self.new(uscc=world.unit["due"].uscc, uscc_override="核对无误")
        )
        assert reverse("census:unit", args=[world.unit["due"].pk]) in text(answer)

    def test_a_code_held_elsewhere_says_only_whom_to_ask(self, world: World) -> None:
        held = world.unit["neighbour"]
        answer = world.client("county").post(
            reverse("census:unit_add"), self.new(uscc=held.uscc, uscc_override="核对无误")
        )
        assert "南阳市领导小组办公室" in text(answer)
        assert held.name not in text(answer)

    def test_a_namesake_needs_a_confirmation(self, world: World) -> None:
        client = world.client("county")
        answer = client.post(reverse("census:unit_add"), self.new(name="宛城小吃店"))
        assert "已经登记" in text(answer)
        assert (
            client.post(reverse("census:unit_add"), self.new(name="宛城小吃店", another="on")).status_code
            == 302
        )

    def test_politics_need_the_owners_consent(self, world: World) -> None:
        client = world.client("county")
        answer = client.post(reverse("census:unit_add"), self.new(owner_politics="cpc"))
        assert "同意的日期" in text(answer)
        sent = self.new(owner_politics="cpc", owner_politics_consent="2026-11-01")
        assert client.post(reverse("census:unit_add"), sent).status_code == 302

    def test_no_office_adds_a_unit_elsewhere(self, world: World) -> None:
        answer = world.client("county").post(
            reverse("census:unit_add"), self.new(territory=["411303", "411303001"])
        )
        assert "不在您的管理范围内" in text(answer) or "请选择所在地" in text(answer)
        assert not Unit.objects.across_all(because=WHY).filter(name="新开张有限公司").exists()

    def test_an_instructor_adds_none(self, world: World) -> None:
        assert world.client("instructor").get(reverse("census:unit_add")).status_code == 403

    def test_a_secretary_adds_to_the_own_branch(self, world: World) -> None:
        client = world.client("secretary")
        sent = filled(client, reverse("census:unit_add")) | {
            "name": "联合支部第二家",
            "org_kind": "enterprise",
        }
        assert client.post(reverse("census:unit_add"), sent).status_code == 302
        made = Unit.objects.across_all(because=WHY).get(name="联合支部第二家")
        assert made.organisation == world.organisation["branch"]
        assert made.has_org is True


class TestCorrecting:
    def test_only_what_differs_is_written(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_correct", args=[unit.pk])
        assert client.post(url, filled(client, url) | {"employees": "88"}).status_code == 302
        held = again(unit)
        assert (held.employees, held.members_formal, held.version) == (88, 4, 2)
        assert [row.field for row in changes.history("unit", unit.pk)][:-1] == ["employees"]

    def test_numbers_are_read_as_people_write_them(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_correct", args=[unit.pk])
        client.post(url, filled(client, url) | {"employees": "１，200", "revenue": "12,000.50"})
        held = again(unit)
        assert (held.employees, str(held.revenue)) == (1200, "12000.5000")
        assert 'value="12000.5"' in text(client.get(url))

    def test_sending_the_form_unchanged_changes_nothing(self, world: World) -> None:
        for key in ("foundry", "due", "association", "unknown"):
            client, unit = world.client("county"), world.unit[key]
            url = reverse("census:unit_correct", args=[unit.pk])
            assert client.post(url, filled(client, url)).status_code == 302, key
            assert again(unit).version == 1, key

    def test_the_number_stays_when_the_field_is_left_empty_and_goes_by_a_word(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["foundry"]
        url = reverse("census:unit_correct", args=[unit.pk])
        assert "13700000002" not in text(client.get(url))
        client.post(url, filled(client, url) | {"contact_phone": ""})
        assert again(unit).contact_phone.open() == "韩业主 13700000002"
        client.post(url, filled(client, url) | {"contact_phone": "清空"})
        assert again(unit).contact_phone == ""

    def test_only_the_missing_ones_are_asked_when_wished(self, world: World) -> None:
        client, unit = world.client("secretary"), world.unit["foundry"]
        url = reverse("census:unit_correct", args=[unit.pk]) + "?show=missing"
        fields = set(client.get(url).context["form"].fields)
        assert "employees" not in fields
        assert "revenue" in fields
        assert client.post(url, filled(client, url) | {"revenue": "500"}).status_code == 302
        held = again(unit)
        assert held.revenue == 500
        assert held.employees == 120

    def test_what_cannot_be_true_together_stands_at_its_field(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_correct", args=[unit.pk])
        answer = client.post(url, filled(client, url) | {"members_total_in": "2"})
        assert "大于党员总数" in text(answer)

    def test_a_form_offers_no_field_that_the_role_does_not_see(self, world: World) -> None:
        fields = (
            world.client("instructor")
            .get(reverse("census:unit_correct", args=[world.unit["due"].pk]))
            .context["form"]
            .fields
        )
        assert "organisation" not in fields
        assert "has_org" in fields

    def test_two_at_once_lose_nothing(self, world: World) -> None:
        unit = world.unit["due"]
        first, second = world.client("county"), world.client("township")
        unit_there = again(unit)
        unit_there.territory, unit_there.path = world.place["411302001"], world.place["411302001"].path
        unit_there.save()
        url = reverse("census:unit_correct", args=[unit.pk])
        mine, theirs = filled(first, url), filled(second, url)
        assert second.post(url, theirs | {"employees": "90", "tax": "7"}).status_code == 302
        answer = first.post(url, mine | {"employees": "95", "revenue": "1000"})
        assert answer.status_code == 409
        page = text(answer)
        assert "田街道" in page
        assert "别人刚改成了：90" in page
        form = answer.context["form"]
        assert form["employees"].value() == "95"
        assert form["revenue"].value() == "1000"
        assert form["tax"].value() == "7"
        sent = {name: form[name].value() or "" for name in form.fields}
        assert first.post(url, sent).status_code == 302
        held = again(unit)
        assert (held.employees, held.revenue, held.tax) == (95, 1000, 7)


class TestMovingAndClosing:
    def test_a_transfer_leaves_the_old_place_in_the_history(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_transfer", args=[unit.pk])
        sent = {"territory": ["411302", "411302001"], "moved_on": "2026-11-01", "version": 1}
        assert client.post(url, sent).status_code == 302
        assert again(unit).path == world.place["411302001"].path
        page = text(client.get(reverse("census:unit_history", args=[unit.pk])))
        assert "汉冶街道 → 东关街道" in page
        assert "2026-11-01" in page

    def test_nobody_transfers_out_of_the_own_area(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        sent = {"territory": ["411303", "411303001"], "moved_on": "2026-11-01", "version": 1}
        client.post(reverse("census:unit_transfer", args=[unit.pk]), sent)
        assert again(unit).path == world.place["411302002"].path

    def test_a_closed_unit_leaves_the_list_and_comes_back(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_close", args=[unit.pk])
        assert (
            client.post(url, {"closed_on": "2026-11-01", "closing_reason": "", "version": 1}).status_code
            == 200
        )
        assert (
            client.post(
                url, {"closed_on": "2026-11-01", "closing_reason": "deregistered", "version": 1}
            ).status_code
            == 302
        )
        assert again(unit).closed_on == date(2026, 11, 1)
        assert unit not in [row for row, _cells in client.get(reverse("census:units")).context["rows"]]
        assert client.post(reverse("census:unit_reopen", args=[unit.pk]), {"version": 2}).status_code == 302
        assert again(unit).closed_on is None
        assert client.post(reverse("census:unit_reopen", args=[unit.pk]), {"version": 3}).status_code == 409

    def test_a_second_click_on_an_old_page_is_a_conflict(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["due"]
        url = reverse("census:unit_close", args=[unit.pk])
        sent = {"closed_on": "2026-11-01", "closing_reason": "deregistered", "version": 1}
        client.post(url, sent)
        assert client.post(url, sent).status_code == 409

    def test_an_instructor_gets_the_unit(self, world: World) -> None:
        client, unit = world.client("county"), world.unit["association"]
        url = reverse("census:unit_instructor", args=[unit.pk])
        assert (
            client.post(url, {"instructor_account": world.person["instructor"].pk, "version": 1}).status_code
            == 302
        )
        held = again(unit)
        assert (held.instructor_account, held.instructor, held.instructor_name) == (
            world.person["instructor"],
            True,
            "冯指导",
        )
        assert world.client("instructor").get(reverse("census:unit", args=[unit.pk])).status_code == 200

    def test_a_secretary_appoints_no_instructor(self, world: World) -> None:
        url = reverse("census:unit_instructor", args=[world.unit["foundry"].pk])
        assert world.client("secretary").get(url).status_code == 403


def test_an_attribute_that_is_no_fact_is_a_slip_of_the_programmer(world: World) -> None:
    with pytest.raises(ValueError, match="path"):
        actions.correct(
            unit=world.unit["due"], changes={"path": ""}, version=1, by=world.scope("county"), at=NOW
        )
