"""Accounts: nobody gives more than the own reach; slips, workbooks, resets."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.world import NOW, TODAY, World
from zhengyou.accounts.models import Slip, User
from zhengyou.organisations.actions import people
from zhengyou.organisations.actions.people import Post
from zhengyou.organisations.models import Appointment
from zhengyou.web.errors import Conflict, Refused

WHY = "the test looks at everything"


def post_of(world: World, role: str, over: str) -> Post:
    if over in world.organisation:
        return Post(role=role, organisation=world.organisation[over])
    return Post(role=role, territory=world.place[over])


def create(world: World, by: str, role: str, over: str) -> Appointment:
    return people.create(
        name="新人", username="new", post=post_of(world, role, over), on=TODAY, by=world.scope(by), at=NOW
    )


@pytest.mark.parametrize(
    ("by", "role", "over"),
    [
        ("province", "city_office", "410100"),
        ("city", "county_office", "411303"),
        ("city", "organisation_dept", "411300"),
        ("county", "county_office", "411302"),
        ("county", "township_office", "411302001"),
        ("county", "united_front", "411302"),
        ("county", "secretary", "branch"),
        ("county", "instructor", "411302"),
        ("township", "secretary", "branch"),
    ],
)
def test_an_office_gives_roles_within_its_reach(world: World, by: str, role: str, over: str) -> None:
    made = create(world, by, role, over)
    assert (made.role, made.user.username) == (role, "new")
    assert not made.user.has_usable_password()


@pytest.mark.parametrize(
    ("by", "role", "over"),
    [
        ("county", "city_office", "411300"),  # higher
        ("county", "county_office", "411303"),  # beside
        ("county", "organisation_dept", "411300"),  # wider
        ("county", "secretary", "neighbour_branch"),
        ("county", "secretary", "city_committee"),
        ("county", "instructor", "411303"),
        ("township", "township_office", "411302002"),
        ("township", "county_office", "411302"),
        ("township", "united_front", "411302001"),  # no such department there
        ("province", "system_admin", "410000"),  # no office makes its own controllers
        ("province", "audit_admin", "410000"),
        ("department", "instructor", "411302"),  # no right to give
        ("organisation_dept", "secretary", "branch"),
        ("secretary", "secretary", "branch"),
        ("system_admin", "province_office", "410000"),
        ("stranger", "instructor", "411302"),
    ],
)
def test_nobody_widens_a_reach(world: World, by: str, role: str, over: str) -> None:
    with pytest.raises(Refused):
        create(world, by, role, over)
    assert not User.objects.filter(username="new").exists()


def test_the_same_appointment_is_not_given_twice(world: World) -> None:
    post = post_of(world, "secretary", "branch")
    with pytest.raises(Refused, match="已经担任"):
        people.appoint(user=world.person["secretary"], post=post, on=TODAY, by=world.scope("county"), at=NOW)


def test_an_appointment_ends_once_and_never_the_own(world: World) -> None:
    held = world.appointment["secretary"]
    people.end(appointment=held, on=TODAY, by=world.scope("county"), at=NOW)
    with pytest.raises(Conflict):
        people.end(appointment=held, on=TODAY, by=world.scope("county"), at=NOW)
    with pytest.raises(Refused, match="自己"):
        people.end(appointment=world.appointment["county"], on=TODAY, by=world.scope("county"), at=NOW)


def test_a_password_is_not_reset_for_somebody_with_a_role_elsewhere(world: World) -> None:
    both = world.person["secretary"]
    people.appoint(
        user=both, post=post_of(world, "city_office", "411300"), on=TODAY, by=world.scope("province"), at=NOW
    )
    with pytest.raises(Refused, match="管理范围以外"):
        people.reset_password(user=both, by=world.scope("county"), at=NOW, on=TODAY)
    people.reset_password(user=both, by=world.scope("city"), at=NOW, on=TODAY)


def test_people_are_listed_within_the_scope_without_administrators(world: World) -> None:
    page = world.client("county").get("/accounts/").content.decode()
    assert "郑书记" in page
    assert "李邻县" not in page
    assert "钱市办" not in page
    province = world.client("province").get("/accounts/").content.decode()
    assert "卫审计" not in province


def test_others_people_are_not_found(world: World) -> None:
    client = world.client("county")
    theirs = world.person["neighbour_secretary"].pk
    assert client.get(f"/accounts/{theirs}/").status_code == 404
    assert client.get(f"/accounts/{theirs}/roles/add/").status_code == 404
    assert client.post(f"/accounts/{theirs}/reset/password/").status_code == 404
    assert client.post(f"/accounts/{theirs}/switch/deactivate/").status_code == 404
    elsewhere = world.appointment["neighbour_secretary"].pk
    assert client.get(f"/accounts/appointments/{elsewhere}/end/").status_code == 404
    assert world.client("department").get("/accounts/").status_code == 403
    assert world.client("stranger").get("/accounts/").status_code == 404


def form(world: World, **changes: str) -> dict[str, str]:
    held = {"name": "魏书记", "username": "weishuji", "role": "secretary", "phone": ""}
    return held | {"organisation": world.organisation["branch"].name} | changes


def test_a_new_account_is_answered_with_its_slip(world: World) -> None:
    page = world.client("county").post("/accounts/add/", form(world))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    slip = Slip.objects.across_all(because=WHY).get(user__username="weishuji")
    assert slip.purpose == Slip.Purpose.FIRST
    assert "/slip/" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation": ""}, "organisation"),
        ({"organisation": "中原纺织有限公司党支部"}, "organisation"),
        ({"role": "township_office"}, "territory"),
        ({"role": "township_office", "territory": "411303001"}, "territory"),
        ({"role": "city_office"}, "role"),
        ({"username": "secretary"}, "__all__"),
        ({"username": "有 空格"}, "__all__"),
        ({"name": ""}, "name"),
    ],
)
def test_a_form_with_mistakes_says_where(world: World, changes: dict[str, str], field: str) -> None:
    page = world.client("county").post("/accounts/add/", form(world, **changes))
    assert set(page.context["form"].errors) == {field}


def upload(client: Client, rows: list[list[Any]]) -> Any:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["姓名", "登录名", "角色", "区划代码或党组织", "联系电话"], *rows]:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return client.post("/accounts/import/", {"workbook": SimpleUploadedFile("人员.xlsx", held.getvalue())})


def test_a_workbook_makes_accounts_and_says_why_not(world: World) -> None:
    rows: list[list[Any]] = [
        ["魏书记", "weishuji", "党组织书记", "豫宛精密铸造有限公司党支部", "13600000006"],
        ["东街道", "dongguan", "乡镇（街道、园区）党建办公室", "411302001", None],
        ["外人", "wairen", "党组织书记", "中原纺织有限公司党支部", None],
        ["市办", "shiban", "市领导小组办公室", "411300", None],
        ["", "noname", "党建指导员", "411302", None],
        ["重名", "secretary", "党建指导员", "411302", None],
        ["谁", "shui", "大王", "411302", None],
    ]
    page = upload(world.client("county"), rows)
    refused = {row.row: row.sentence for row in page.context["refused"]}
    assert set(refused) == {4, 5, 6, 7, 8}
    assert "没有找到“中原纺织有限公司党支部”" in refused[4]
    assert "已经有人用了" in refused[7]
    assert len(page.context["slips"]) == 2
    again = upload(world.client("county"), rows[:2])
    assert len(again.context["refused"]) == 2
    assert User.objects.get(username="weishuji").phone_text == "13600000006"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", "姓名,电话\n张,1\n".encode()])
def test_a_file_that_is_no_list_of_people_is_refused(world: World, content: bytes) -> None:
    client = world.client("county")
    page = client.post("/accounts/import/", {"workbook": SimpleUploadedFile("x.csv", content)})
    assert page.context["form"].errors["workbook"]


def test_the_template_offers_the_roles_one_may_give(world: World) -> None:
    answer = world.client("township").get("/accounts/template/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    lists = [str(value) for sheet in book for row in sheet.values for value in row if value]
    assert "党组织书记" in lists
    assert "省领导小组办公室" not in lists


def test_slips_are_printed_for_those_without_a_password(world: World) -> None:
    client = world.client("county")
    client.post("/accounts/add/", form(world))
    fresh = Appointment.objects.across_all(because=WHY).get(user__username="weishuji")
    chosen = [str(fresh.pk), str(world.appointment["secretary"].pk), str(world.appointment["city"].pk)]
    page = client.post("/accounts/slips/", {"appointment": chosen})
    assert [slip.username for slip in page.context["slips"]] == ["weishuji"]
    assert client.post("/accounts/slips/", {"appointment": chosen[1:]}).status_code == 302


def test_a_lost_password_gets_a_new_slip(world: World) -> None:
    user = world.person["secretary"]
    page = world.client("county").post(f"/accounts/{user.pk}/reset/password/")
    assert "/slip/" in page.content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_appointments_are_added_and_ended_on_screen(world: World) -> None:
    client, user = world.client("county"), world.person["secretary"]
    sent = {"role": "instructor", "territory": ["411302"]}
    assert client.post(f"/accounts/{user.pk}/roles/add/", sent).status_code == 302
    added = Appointment.objects.across_all(because=WHY).get(user=user, role="instructor")
    ended = {"ended_on": added.valid_from.isoformat()}
    assert client.post(f"/accounts/appointments/{added.pk}/end/", ended).status_code == 302
    added.refresh_from_db()
    assert added.valid_to == added.valid_from
    assert client.get(f"/accounts/{user.pk}/").status_code == 200


def test_an_account_is_closed_and_opened(world: World) -> None:
    client, user = world.client("county"), world.person["secretary"]
    for what, active in (("deactivate", False), ("reactivate", True)):
        assert client.post(f"/accounts/{user.pk}/switch/{what}/").status_code == 302
        user.refresh_from_db()
        assert user.is_active is active
    assert client.post(f"/accounts/{user.pk}/switch/promote/").status_code == 404


def test_a_name_and_a_number_are_corrected(world: World) -> None:
    client, user = world.client("county"), world.person["secretary"]
    sent = {"name": "郑书记二", "phone": "13500000005"}
    assert "13900000000" in client.get(f"/accounts/{user.pk}/correct/").content.decode()
    assert client.post(f"/accounts/{user.pk}/correct/", sent).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.phone_text) == ("郑书记二", "13500000005")
    people.appoint(
        user=user, post=post_of(world, "city_office", "411300"), on=TODAY, by=world.scope("province"), at=NOW
    )
    assert client.post(f"/accounts/{user.pk}/correct/", sent).status_code == 409
