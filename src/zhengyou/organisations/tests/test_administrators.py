"""The three administrators: each has a page of the own, none sees campaign data, all need a second factor."""

from __future__ import annotations

import io

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.world import NOW, PASSWORD, World
from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.audit import queries
from zhengyou.audit.models import Event
from zhengyou.organisations.models import Appointment
from zhengyou.scoping import Scope

BECAUSE = "the test looks at what was written"
PAGES = {"/audit/": "audit_admin", "/audit/chain/": "audit_admin", "/audit/export/": "audit_admin"} | {
    "/security/": "security_admin",
    "/system/": "system_admin",
}


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


def log(world: World, action: str, *, path: str = "", subject: str = "某事", key: str = "county") -> None:
    audit.record(action, by=world.scope(key), at=NOW, subject_kind="member", subject=subject, path=path)


def lock(username: str) -> None:
    for _ in range(5):
        Client().post("/login/", {"login": username, "password": "wrong"})


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "key",
    [
        "province",
        "county",
        "secretary",
        "instructor",
        "system_admin",
        "security_admin",
        "audit_admin",
        "stranger",
    ],
)
def test_each_page_belongs_to_one_administrator(world: World, path: str, key: str) -> None:
    expected = 200 if PAGES[path] == key else 404 if key == "stranger" else 403
    answer = world.client(key).get(path)
    answer.close()
    assert answer.status_code == expected


def test_the_auditor_reads_who_revealed_what(world: World) -> None:
    log(world, "reveal.member", subject="李**", path=world.place["411302"].path)
    text = world.client("audit_admin").get("/audit/?action=reveal.member").content.decode()
    assert "查看党员隐藏信息" in text
    assert "孙县办" in text
    assert "李**" in text


def test_it_narrows_by_person_object_and_date(world: World) -> None:
    log(world, "unit.changed", subject="甲公司")
    log(world, "unit.changed", subject="乙公司", key="city")
    client = world.client("audit_admin")

    def subjects(query: str) -> set[str]:
        return {row["event"].subject for row in client.get(f"/audit/?{query}").context["rows"]} & {
            "甲公司",
            "乙公司",
        }

    assert subjects("") == {"甲公司", "乙公司"}
    assert subjects("person=钱市办") == {"乙公司"}
    assert subjects("q=甲") == {"甲公司"}
    assert subjects("since=2026-11-23&until=2026-11-23") == {"甲公司", "乙公司"}
    assert subjects("since=2026-11-24") == set()
    assert subjects("until=2026-11-22") == set()
    assert subjects("since=someday&action=nothing") == {"甲公司", "乙公司"}, "nonsense narrows nothing"


def test_a_city_auditor_reads_the_own_city_only(world: World) -> None:
    city = world.appointment["audit_admin"]
    Appointment.objects.across_all(because=BECAUSE).filter(pk=city.pk).update(
        territory=world.place["411300"], place=world.place["411300"].path
    )
    log(world, "unit.changed", subject="南阳的", path=world.place["411302"].path)
    log(world, "unit.changed", subject="郑州的", path=world.place["410100"].path)
    text = world.client("audit_admin").get("/audit/").content.decode()
    assert "南阳的" in text
    assert "郑州的" not in text


def test_what_has_no_place_is_read_at_the_top(world: World) -> None:
    audit.record("retention.cleared", by=Scope.operator(), at=NOW, detail={"slips": 3})
    assert "到期清除" in world.client("audit_admin").get("/audit/").content.decode()


def test_a_secretarys_event_is_not_filed_under_a_place_of_the_wrong_tree(world: World) -> None:
    audit.record("my_data.exported", by=world.scope("secretary"), at=NOW)
    assert Event.objects.across_all(because=BECAUSE).get(action="my_data.exported").path == ""


def test_the_whole_chain_says_so_and_a_broken_one_too(world: World) -> None:
    log(world, "unit.changed")
    client = world.client("audit_admin")
    assert "还没有封存" in client.get("/audit/chain/").content.decode()
    seal = audit.seal(at=NOW)
    assert seal is not None
    assert "记录完整" in client.get("/audit/chain/", headers={"HX-Request": "true"}).content.decode()
    type(seal).objects.across_all(because=BECAUSE).update(digest="0" * 64)
    assert "记录被动过" in client.get("/audit/chain/").content.decode()


def test_part_of_the_chain_is_proved_from_the_seal_before(world: World) -> None:
    for _ in range(3):
        log(world, "unit.changed")
        audit.seal(at=NOW)
    assert queries.broken_seals(last=1) == queries.broken_seals(last=99) == queries.broken_seals() == []


def test_reading_the_log_away_is_itself_logged(world: World) -> None:
    log(world, "unit.changed", subject="=危险公式")
    answer = world.client("audit_admin").get("/audit/export/?action=unit.changed")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "时间"
    assert [row[5] for row in rows[1:]] == ["=危险公式"]
    assert Event.objects.across_all(because=BECAUSE).get(action="export.audit").detail["rows"] == 1


def test_the_log_is_read_in_a_fixed_number_of_queries(world: World) -> None:
    client = world.client("audit_admin")

    def queries_of_the_page() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/audit/")
        return len(captured)

    log(world, "unit.changed")
    queries_of_the_page()  # the first page of a process learns who the person is
    few = queries_of_the_page()
    for _ in range(30):
        log(world, "unit.changed")
    assert queries_of_the_page() == few


def test_a_locked_sign_in_is_opened(world: World) -> None:
    lock("secretary")
    client = world.client("security_admin")
    assert "secretary" in client.get("/security/").content.decode()
    assert client.post("/security/unlock/", {"username": "secretary"}).status_code == 302
    assert Client().post("/login/", {"login": "secretary", "password": PASSWORD}).status_code == 302
    assert (
        Event.objects.across_all(because=BECAUSE)
        .filter(action="account.unlocked", subject="secretary")
        .exists()
    )


def test_what_is_not_locked_cannot_be_opened(world: World) -> None:
    assert (
        world.client("security_admin").post("/security/unlock/", {"username": "secretary"}).status_code == 404
    )


def test_a_city_administrator_sees_the_own_people_only(world: World) -> None:
    Appointment.objects.across_all(because=BECAUSE).filter(user=world.person["security_admin"]).update(
        territory=world.place["411300"], place=world.place["411300"].path
    )
    for name in ("secretary", "province", "nobody-has-this-name"):
        lock(name)
    client = world.client("security_admin")
    assert [one.username for one in client.get("/security/").context["locked"]] == ["secretary"]
    assert client.post("/security/unlock/", {"username": "province"}).status_code == 404
    assert client.post(f"/security/accounts/{world.person['province'].pk}/deactivate/").status_code == 404


def test_an_account_is_closed_and_opened_again(world: World) -> None:
    person = world.person["secretary"]
    secretary, client = world.client("secretary"), world.client("security_admin")
    assert "secretary" in client.get("/security/?q=郑书记").content.decode()
    assert client.post(f"/security/accounts/{person.pk}/deactivate/").status_code == 302
    assert secretary.get("/me/").status_code == 302
    assert client.post(f"/security/accounts/{person.pk}/deactivate/").status_code == 409
    assert client.post(f"/security/accounts/{person.pk}/reactivate/").status_code == 302
    assert User.objects.get(pk=person.pk).is_active
    assert not User.objects.get(pk=person.pk).has_usable_password(), "the office hands out a new slip"


def test_nobody_closes_the_own_account(world: World) -> None:
    own = world.person["security_admin"]
    page = world.client("security_admin").post(f"/security/accounts/{own.pk}/deactivate/", follow=True)
    assert "不能停用自己的账号" in page.content.decode()


def test_accounts_without_a_role_are_pointed_out(world: World) -> None:
    idle = [one.user.username for one in world.client("security_admin").get("/security/").context["idle"]]
    assert idle == ["stranger"]


def test_who_lacks_a_second_factor_is_pointed_out(world: World) -> None:
    Authenticator.objects.filter(user=world.person["system_admin"]).delete()
    missing = world.client("security_admin").get("/security/").context["missing"]
    assert [one.user.username for one in missing] == ["system_admin"]


@pytest.mark.parametrize(("key", "path"), [("audit_admin", "/audit/"), ("system_admin", "/system/")])
def test_without_it_the_role_cannot_be_used(world: World, key: str, path: str) -> None:
    Authenticator.objects.filter(user=world.person[key]).delete()
    client = world.client(key)
    assert client.get(path).headers["Location"].startswith("/second-factor/?next=")
    assert (
        client.get(path, headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith("/second-factor/")
    )
    assert "设置动态口令" in client.get("/second-factor/").content.decode()
    assert client.get("/me/code/").status_code == 200
    assert client.get("/me/code/set-up/").headers["Location"].startswith("/me/confirm/")


def test_a_role_that_does_not_ask_for_it_goes_on_without(world: World) -> None:
    client = world.client("county")
    assert client.get("/me/").status_code == 200
    assert client.get("/second-factor/").status_code == 302


def test_another_role_without_the_demand_may_be_chosen_instead(world: World) -> None:
    user = world.person["system_admin"]
    Authenticator.objects.filter(user=user).delete()
    place = world.place["411302"]
    county = Appointment(
        user=user, role="county_office", territory=place, place=place.path, valid_from=NOW.date()
    )
    county.save()
    client = world.client("system_admin")
    assert client.get("/me/").headers["Location"].startswith("/second-factor/")
    assert client.post("/role/", {"appointment": county.pk}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_one_acts_in_one_role_at_a_time(world: World) -> None:
    user = world.person["department"]
    place = world.place["411303"]
    second = Appointment(
        user=user, role="federation", territory=place, place=place.path, valid_from=NOW.date()
    )
    second.save()
    client = world.client("department")
    assert (
        "吴统战" in client.get("/role/").content.decode() or "统战部" in client.get("/role/").content.decode()
    )
    key_before = client.session.session_key
    client.post("/role/", {"appointment": second.pk})
    assert client.session["appointment"] == second.pk
    assert client.session.session_key != key_before
    assert client.post("/role/", {"appointment": world.appointment["county"].pk}).status_code == 404
    assert client.post("/role/", {"appointment": "x"}).status_code == 404


def test_the_system_page_shows_the_machine_and_nobody(world: World) -> None:
    text = world.client("system_admin").get("/system/").content.decode()
    for word in ("后台程序", "磁盘", "数据库", "从未运行"):
        assert word in text
    main = text.partition("<main")[2]
    assert not any(person.name in main for person in world.person.values())


def test_no_page_shows_when_somebody_signed_in(world: World) -> None:
    for path, key in PAGES.items():
        if path != "/audit/export/":
            text = world.client(key).get(path).content.decode()
            assert "上次登录" not in text
            assert "最近登录" not in text
    assert AccessAttempt.objects.count() == 0


def test_making_somebody_ready_is_for_the_demonstration(world: World) -> None:
    user = world.person["secretary"]
    accounts.make_ready(user=user, password="另一个很长的密码", at=timezone.now())
    assert User.objects.get(pk=user.pk).check_password("另一个很长的密码")
