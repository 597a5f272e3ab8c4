"""What an attacker, a colleague at a shared machine or a log would be left with."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.world import NOW, PASSWORD, TODAY, World
from zhengyou.accounts import callers, guessing, sessions
from zhengyou.audit.models import Event
from zhengyou.organisations.actions import people
from zhengyou.organisations.audit_words import action_name
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused
from zhengyou.web.logs import JsonFormatter

WHY = "the test looks at everything"
LIMIT = timedelta(minutes=30)


# Refused reveals


def refused(world: World, person: str, url: str) -> Event:
    assert world.client(person).post(url).status_code == 403
    return Event.objects.across_all(because=WHY).get(action="reveal.refused")


def test_a_refused_reveal_of_a_secretary_stays_in_the_log(world: World) -> None:
    branch = world.organisation["branch"]
    event = refused(world, "department", f"/organisations/{branch.pk}/phone/")
    assert (event.subject, event.path) == (branch.name, branch.place)
    assert "被拒绝" in world.client("audit_admin").get("/audit/").content.decode()


@pytest.mark.parametrize("person", ["county", "department", "audit_admin"])
def test_a_refused_reveal_of_a_member_stays_in_the_log(world: World, person: str) -> None:
    event = refused(world, person, f"/members/{world.member['li'].pk}/reveal/phone/")
    assert event.user_id == world.person[person].pk
    assert event.path


def test_a_refused_reveal_of_a_unit_stays_in_the_log(world: World) -> None:
    event = refused(world, "system_admin", f"/units/{world.unit['foundry'].pk}/phone/")
    assert event.role == "system_admin"


@pytest.mark.parametrize(
    "code", ["reveal.refused", "reveal.phone", "reveal.id_number", "export.refused_rows"]
)
def test_it_has_words(code: str) -> None:
    assert code not in action_name(code)


# Idleness


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr("zhengyou.accounts.middleware.timezone.now", lambda: now)


def test_half_an_hour_without_a_request_ends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client("county")
    assert client.get("/me/").status_code == 200
    key = client.session.session_key
    with monkeypatch.context() as patch:
        later(patch, LIMIT + timedelta(seconds=sessions.STEP))
        answer = client.get("/me/")
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "30 分钟没有操作" in client.get(answer["Location"]).content.decode()
    assert not Session.objects.filter(pk=key).exists()


def test_never_before_half_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client("county")
    with monkeypatch.context() as patch:
        later(patch, LIMIT - timedelta(seconds=1))
        assert client.get("/me/").status_code == 200


def test_who_goes_on_stays_until_the_day_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client("county")
    end = Session.objects.get().expire_date
    for minutes in (25, 50):
        with monkeypatch.context() as patch:
            later(patch, timedelta(minutes=minutes))
            assert client.get("/me/").status_code == 200
    assert Session.objects.get().expire_date == end, "the row does not tell of use"
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/me/").status_code == 302


def test_the_time_is_coarse_and_rewritten_once_in_five_minutes() -> None:
    at = datetime.fromtimestamp(NOW.timestamp() // sessions.STEP * sessions.STEP, tz=NOW.tzinfo)
    session: Any = {}
    written = []
    for second in range(0, 900, 10):
        before = dict(session)
        sessions.use(session, at=at + timedelta(seconds=second))
        written += [second] if session != before else []
    assert written == [0, 300, 600]
    steps = int(at.timestamp()) // sessions.STEP
    assert session == {sessions.BEGAN: steps, sessions.USED: steps + 2}


def test_it_goes_into_no_export_of_ones_own(world: World) -> None:
    client = world.client("county")
    used = client.session[sessions.USED]
    assert str(used) not in client.get("/me/export/").content.decode()


# Shared machines


@pytest.mark.parametrize("url", ["/members/", "/units/", "/me/", "/worklist/"])
def test_pages_are_asked_for_anew(world: World, url: str) -> None:
    answer = world.client("organisation_dept").get(url)
    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))
    assert "Clear-Site-Data" not in answer


@pytest.mark.parametrize("url", ["/logout/", "/me/sign-out-everywhere/"])
def test_signing_out_takes_the_pages_along(world: World, url: str) -> None:
    assert world.client("county").post(url)["Clear-Site-Data"] == '"cache"'


# Addresses and tries


def test_a_whole_office_signs_in_within_a_minute(world: World) -> None:
    answers = [Client().post("/login/", {"login": "county", "password": PASSWORD}) for _ in range(35)]
    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "10.0.0.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1", "10.0.0.1"),
        (2, "6.6.6.6, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (2, "6.6.6.6", "127.0.0.1"),
        (1, "no address", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, proxies: int, told: str, address: str) -> None:
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": told} if told else {}
    assert callers.address(RequestFactory().get("/", headers=headers)) == address


@pytest.mark.django_db
def test_a_count_that_ran_out_meanwhile_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.9.8.7")
    monkeypatch.setattr(guessing, "WINDOW", -1)
    for _ in range(guessing.LIMIT + 1):
        guessing.count(request)
    assert not guessing.too_many(request)


# Controllers


@pytest.mark.parametrize(
    ("person", "role"), [("province", "audit_admin"), ("audit_admin", "province_office")]
)
def test_nobody_audits_the_own_doings(world: World, person: str, role: str) -> None:
    post = people.Post(role, territory=world.place["410000"])
    with pytest.raises(Refused, match="不能兼任"):
        people.appoint(user=world.person[person], post=post, on=TODAY, by=Scope.operator(), at=NOW)


def test_after_leaving_the_office_one_may(world: World) -> None:
    people.end(appointment=world.appointment["province"], on=TODAY, by=Scope.operator(), at=NOW)
    post = people.Post("audit_admin", territory=world.place["410000"])
    given = people.appoint(user=world.person["province"], post=post, on=TODAY, by=Scope.operator(), at=NOW)
    assert given.role == "audit_admin"


# Logs


def test_the_log_drops_the_row_that_the_database_tells_of() -> None:
    told = "refused\nDETAIL:  Failing row contains (1, 李党员,\n又一行 13812345678).\nCONTEXT:  COPY 李党员"
    try:
        try:
            raise ValueError(told)
        except ValueError as error:
            raise RuntimeError("on the way") from error
    except RuntimeError:
        caught = sys.exc_info()
    record = logging.LogRecord("zhengyou", logging.ERROR, "", 0, told, None, caught)
    line = JsonFormatter().format(record)
    assert "李党员" not in line
    assert "13812345678" not in line
    assert json.loads(line)["message"] == "refused"
    assert "RuntimeError: on the way" in line
