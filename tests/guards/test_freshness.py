"""A page answered from what was kept is the page that would be made: nothing that it shows can change and leave its tag."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import NOW, World, make_world
from zhengyou.accounts.models import User
from zhengyou.analytics.tasks import refresh
from zhengyou.census.actions import units as unit_actions
from zhengyou.census.models import Member, Unit
from zhengyou.loading import insert
from zhengyou.organisations.models import Appointment, PartyOrganisation, Territory
from zhengyou.scoping import ScopedModel
from zhengyou.web import freshness
from zhengyou.web.stamping import settle, watched

PEOPLE = (
    "province",
    "city",
    "county",
    "neighbour_county",
    "township",
    "organisation_dept",
    "department",
    "secretary",
    "instructor",
)
READ_BESIDES = {"django_session", "web_stamp"}
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
WHY = "the guard writes as anybody might"


def conditional_pages() -> list[str]:
    """Addresses without arguments of all views that may answer from what was kept."""
    found = []

    def walk(patterns: list[Any], space: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
            elif getattr(one.callback, "conditional", False) and not one.pattern.regex.groups:
                found.append(reverse(f"{space}{one.name}"))

    walk(get_resolver().url_patterns, "")
    return sorted(set(found))


def seen(client: Client, path: str) -> tuple[int, str, str]:
    """Status, tag and body of a page made anew, without the tokens of its forms."""
    freshness.forget()
    answer = client.get(path)
    return answer.status_code, answer.headers.get("ETag", ""), TOKEN.sub(r"\1", answer.content.decode())


def test_landing_pages_and_lists_are_conditional() -> None:
    assert {"/overview/", "/units/", "/members/"} <= set(conditional_pages())


@pytest.mark.parametrize("key", PEOPLE)
def test_they_read_watched_tables_only_and_write_nothing(world: World, key: str) -> None:
    client = world.client(key)
    allowed = set(watched()) | READ_BESIDES
    for path in conditional_pages():
        client.get(path)
        freshness.forget()
        with CaptureQueriesContext(connection) as caught:
            client.get(f"{path}?anew=1")
        for query in caught:
            sql = query["sql"]
            assert not re.match(r"\s*(INSERT|UPDATE|DELETE)", sql) or "django_session" in sql, sql
            tables = set(re.findall(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', sql))
            tables = {table for table in tables if table in connection.introspection.table_names()}
            assert tables <= allowed, f"{path} reads {tables - allowed}"


def test_every_watched_table_has_its_triggers(db: None) -> None:
    query = (
        "SELECT event_object_table, event_manipulation FROM information_schema.triggers WHERE trigger_name = 'zhengyou_stamp'"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'zhengyou\\_stamp\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        held = cursor.fetchall()
    assert {table for table, _event in held} == set(watched())
    assert len(held) == 3 * len(watched())


@pytest.mark.parametrize("table", sorted(watched()))
def test_a_write_to_a_watched_table_changes_the_stamps(world: World, table: str) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted} LIMIT 1")
        column = connection.ops.quote_name(cursor.description[0][0])
        if cursor.fetchone() is None:
            return  # its triggers are there, as the test above says
        before = freshness.stamps()
        cursor.execute(f"UPDATE {quoted} SET {column} = {column}")
    assert freshness.stamps() != before


WRITES: dict[str, Callable[[World], Any]] = {
    "save": lambda world: world.unit["foundry"].save(),
    "update": lambda world: Unit.objects.across_all(because=WHY).update(employees=7),
    "one row": lambda world: insert(Unit, {"name": ["甲"]}, constants=_place(world)),
    "bulk": lambda world: insert(Unit, {"name": [f"乙{n}" for n in range(600)]}, constants=_place(world)),
    "bulk, the last one held already": lambda world: insert(
        PartyOrganisation,
        {"path": [f"00zz{n:04}" for n in range(600)] + ["0000"]},
        constants={"name": "丙", "territory_id": world.place["411302"].pk, "place": "0000", "valid_from": NOW.date()},
        skip_held=True,
    ),
    "delete": lambda world: world.member["zhang"].delete(),
}  # fmt: skip


def _place(world: World) -> dict[str, Any]:
    place = world.place["411302001"]
    return {"territory_id": place.pk, "path": place.path}


@pytest.mark.parametrize("way", WRITES)
def test_no_way_to_write_leaves_them(world: World, way: str) -> None:
    before = freshness.stamps()
    WRITES[way](world)
    after = freshness.stamps()
    assert after != before
    WRITES[way if way != "delete" else "save"](world) if way in {"save", "update"} else None
    if way in {"save", "update"}:
        assert freshness.stamps() not in {before, after}, (
            "a second write of the same transaction is another state"
        )


def test_what_was_rolled_back_leaves_them_and_never_comes_again(world: World) -> None:
    before = freshness.stamps()
    with transaction.atomic():
        world.unit["foundry"].save()
        within = freshness.stamps()
        transaction.set_rollback(True)
    assert freshness.stamps() == before
    world.unit["foundry"].save()
    assert freshness.stamps() not in {before, within}


def _rows(model: type[ScopedModel]) -> QuerySet[Any]:
    return model.objects.across_all(because=WHY)


def test_settling_changes_no_state(world: World) -> None:
    before = freshness.stamps()
    settle()
    assert freshness.stamps() == before
    world.unit["foundry"].save()
    after = freshness.stamps()
    settle()
    assert freshness.stamps() == after != before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_stamp")
        assert cursor.fetchone() == (2,)


ACTIONS: dict[str, Callable[[World], Any]] = {
    "a unit is corrected": lambda world: unit_actions.correct(
        unit=_rows(Unit).get(pk=world.unit["foundry"].pk),
        changes={"name": "改名铸造有限公司"},
        version=world.unit["foundry"].version,
        by=world.scope("county"),
        at=NOW,
    ),
    "figures follow": lambda world: refresh(NOW),
    "a member's name": lambda world: _rows(Member).filter(name="李党员").update(name="李改名"),
    "an organisation's name": lambda world: (
        _rows(PartyOrganisation).filter(level="branch").update(name="改名支部")
    ),
    "a place's name": lambda world: _rows(Territory).filter(code="411302").update(name="改名区"),
    "a person's name": lambda world: User.objects.filter(username="county").update(name="孙改名"),
    "a unit closes": lambda world: (
        _rows(Unit).filter(pk=world.unit["unknown"].pk).update(closed_on=NOW.date(), closing_reason="other")
    ),
    "an appointment ends": lambda world: (
        _rows(Appointment).filter(user=world.person["instructor"]).update(valid_to=date(2020, 1, 1))
    ),
}


def test_a_page_that_changed_has_another_tag(world: World) -> None:
    clients = {key: world.client(key) for key in PEOPLE}
    before = {
        (key, path): seen(client, path) for key, client in clients.items() for path in conditional_pages()
    }
    assert {seen(clients[key], path)[1:] for key, path in before} == {one[1:] for one in before.values()}, (
        "unwritten, unchanged"
    )
    changed = set()
    for name, action in ACTIONS.items():
        action(world)
        for (key, path), (status, tag, body) in list(before.items()):
            after = before[key, path] = seen(clients[key], path)
            if (status, body) != (after[0], after[2]):
                assert not tag or tag != after[1], f"{name}: {key} {path}"  # untagged is always made
                changed.add(name)
    assert {
        "a unit is corrected",
        "a member's name",
        "an organisation's name",
        "an appointment ends",
    } <= changed


def opened(world: World, key: str = "township", path: str = "/units/") -> tuple[Client, str]:
    """A browser that holds a page, and the page's tag."""
    client = world.client(key)
    client.get(path)
    return client, client.get(path).headers["ETag"]


def again(client: Client, tag: str, path: str = "/units/", **headers: str) -> Any:
    return client.get(path, headers={"if-none-match": tag, **headers})


def test_the_unchanged_page_is_not_sent_again(world: World) -> None:
    client, tag = opened(world)
    answer = again(client, tag)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_kept_page_is_the_page_with_a_token_that_counts(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        world.person["township"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    made, kept = client.get("/units/"), client.get("/units/")
    with CaptureQueriesContext(connection) as caught:
        kept = client.get("/units/")
    assert not any("census_unit" in one["sql"] for one in caught)
    assert TOKEN.sub("", made.content.decode()) == TOKEN.sub("", kept.content.decode())
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', kept.content.decode())
    assert token
    assert client.post("/logout/", {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_another_person_with_the_same_tag_gets_the_own_page(world: World) -> None:
    _client, tag = opened(world)
    answer = again(world.client("neighbour_county"), tag)
    assert answer.status_code == 200
    assert "豫宛精密铸造有限公司" not in answer.content.decode()


def test_signed_out_is_signed_out(world: World) -> None:
    client, tag = opened(world)
    client.logout()
    assert again(client, tag).status_code == 302


def test_a_session_that_was_ended_elsewhere_is_over(world: World) -> None:
    client, tag = opened(world)
    User.objects.filter(pk=world.person["township"].pk).update(session_stamp="another")
    assert again(client, tag).status_code == 302


def test_a_closed_account_is_out(world: World) -> None:
    client, tag = opened(world)
    User.objects.filter(pk=world.person["township"].pk).update(is_active=False)
    assert again(client, tag).status_code == 302


def test_an_ended_appointment_is_over(world: World) -> None:
    client, tag = opened(world)
    rows = Appointment.objects.across_all(because=WHY).filter(user=world.person["township"])
    rows.update(valid_to=date(2020, 1, 1))
    assert again(client, tag).status_code == 404


def test_an_idle_session_is_over(world: World) -> None:
    client, tag = opened(world)
    session = client.session
    session["used"] -= 12
    session.save()
    assert again(client, tag).status_code == 302


def test_another_language_is_another_page(world: World) -> None:
    client, tag = opened(world)
    client.cookies["django_language"] = "en"
    assert again(client, tag).status_code == 200


def test_another_cookie_for_forms_needs_another_page(world: World) -> None:
    client, tag = opened(world)
    del client.cookies["csrftoken"]
    assert again(client, tag).status_code == 200


def test_tomorrow_is_another_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, tag = opened(world)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("zhengyou.web.freshness.timezone.localdate", lambda *_args, **_more: tomorrow)
    assert again(client, tag).status_code == 200


def test_what_the_session_chose_is_another_page(world: World) -> None:
    client, tag = opened(world)
    session = client.session
    session["chosen"] = "then"
    session.save()
    assert again(client, tag).status_code == 200


def test_a_message_is_shown_once(world: World) -> None:
    client, tag = opened(world)
    request = HttpRequest()
    request.session = client.session
    storage: Any = CookieStorage(request)
    client.cookies["messages"] = storage._encode([Message(constants.INFO, "已经办好了")])
    answer = again(client, tag)
    assert answer.status_code == 200
    assert "已经办好了" in answer.content.decode()
    assert "ETag" not in answer.headers
    assert "已经办好了" not in client.get("/units/").content.decode()
    assert again(client, tag).status_code == 304


def test_a_part_of_a_page_is_always_made(world: World) -> None:
    client, tag = opened(world)
    assert "ETag" not in again(client, tag, **{"hx-request": "true"}).headers


def test_two_sessions_of_a_person_share_a_page_but_not_a_tag(world: World) -> None:
    first, tag = opened(world)
    second, other = opened(world)
    assert first.session[SESSION_KEY] == second.session[SESSION_KEY]
    assert tag != other


class TestAnythingWritten(TestCase):
    """Whatever text of whatever row changes: a page that would now look otherwise is not answered as unchanged."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_no_text_changes_behind_a_tag(self, data: st.DataObject) -> None:
        world = make_world()
        refresh(NOW)
        key = data.draw(st.sampled_from(PEOPLE), label="who")
        path = data.draw(st.sampled_from(conditional_pages()), label="page")
        client = world.client(key)
        seen(client, path)
        status, tag, body = seen(client, path)
        for _ in range(data.draw(st.integers(1, 3), label="writes")):
            table, column = data.draw(st.sampled_from(TEXTS), label="column")
            with connection.cursor() as cursor:
                cursor.execute(
                    f'UPDATE "{table}" SET "{column}" = %s',
                    [data.draw(st.sampled_from(["改", "另一个", ""]))],
                )
        answer = client.get(path, headers={"if-none-match": tag} if tag else {})
        if answer.status_code == 304:
            assert (status, body) == (seen(client, path)[0], seen(client, path)[2])


TEXTS = [
    ("census_unit", "name"),
    ("census_unit", "reg_status"),
    ("census_member", "name"),
    ("organisations_partyorganisation", "name"),
    ("organisations_partyorganisation", "secretary"),
    ("organisations_territory", "name"),
    ("organisations_body", "name"),
    ("accounts_user", "name"),
    ("census_round", "code"),
    ("coverage_unitcoverage", "population"),
    ("coverage_unitcoverage", "basis"),
]


def test_scopes_hold_after_a_write_about_people(world: World) -> None:
    """What is remembered of a person is forgotten when the person's office changes."""
    client = world.client("township")
    assert "豫宛精密铸造有限公司" in client.get("/units/").content.decode()
    rows = Appointment.objects.across_all(because=WHY).filter(user=world.person["township"])
    rows.update(territory=world.place["411303001"], place=world.place["411303001"].path)
    body = client.get("/units/").content.decode()
    assert "豫宛精密铸造有限公司" not in body
    assert "中原纺织有限公司" in body
