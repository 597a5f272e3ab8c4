"""The notice and one's own data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

import zhengyou.accounts
from zhengyou.accounts import notice
from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.accounts.tests.people import NOW, OPERATOR, ready, sign_in, somebody
from zhengyou.audit.models import Event
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

BECAUSE = "the test looks at what was written"
TEXT = Path(zhengyou.accounts.__file__).parent / "templates" / notice.TEMPLATE


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


@pytest.fixture
def client() -> Client:
    ready()
    client = Client()
    sign_in(client)
    return client


def test_an_unseen_version_comes_before_everything_else(client: Client) -> None:
    User.objects.update(notice_version="2020-01")
    assert client.get("/me/").headers["Location"] == "/notice/?next=%2Fme%2F"
    assert client.get("/me/", headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith("/notice/")
    assert client.post("/notice/", {"next": "/me/"}).headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_that_it_was_seen_is_recorded_with_its_version() -> None:
    user = ready()
    User.objects.update(notice_version="", notice_seen_at=None)
    client = Client()
    sign_in(client)
    client.post("/notice/")
    user.refresh_from_db()
    event = Event.objects.across_all(because=BECAUSE).get(action="notice.seen")
    assert user.notice_version == notice.VERSION == event.detail["version"]
    assert user.notice_seen_at


def test_it_does_not_lead_away_to_another_site(client: Client) -> None:
    User.objects.update(notice_version="")
    assert client.post("/notice/", {"next": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_whoever_has_not_seen_it_can_still_leave(client: Client) -> None:
    User.objects.update(notice_version="")
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_a_changed_text_has_a_new_version() -> None:
    """Whoever changes the text raises notice.VERSION, adds the new digest here and leaves the old text as it was."""
    digests = {"2026-11": "cac4087f4bb6647f"}
    assert hashlib.sha256(TEXT.read_bytes()).hexdigest()[:16] == digests[notice.VERSION]


def test_ones_own_page_shows_what_is_held_and_why(client: Client) -> None:
    text = client.get("/me/").content.decode()
    for held in ("王小明", "wangxm", "13812345678", "用途", "保存"):
        assert held in text


def test_the_download_holds_the_same_and_is_an_event(client: Client) -> None:
    answer = client.get("/me/export/")
    parts = json.loads(answer.content)["held"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert {"term": "联系电话", "value": "13812345678"} in parts[0]["facts"]
    assert all(part["why"] and part["kept"] for part in parts)
    assert Event.objects.across_all(because=BECAUSE).filter(action="my_data.exported").count() == 1


def test_the_password_is_nowhere_in_it(client: Client) -> None:
    assert "argon2" not in client.get("/me/export/").content.decode()
    assert User.objects.get().password not in client.get("/me/export/").content.decode()


def test_the_telephone_number_rests_encrypted() -> None:
    user = User.objects.get(pk=somebody().pk)
    assert "13812345678" not in str(user.phone)
    assert user.phone_text == "13812345678"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"username": "", "name": "王"}, "登录名"),
        ({"username": "a b", "name": "王"}, "登录名"),
        ({"username": "wang", "name": " "}, "姓名"),
        ({"username": "wang", "name": "王", "phone": "1" * 31}, "联系电话"),
        ({"username": "WANGXM", "name": "王"}, "已经有人用了"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(facts: dict[str, str], said: str) -> None:
    somebody()
    with pytest.raises(Refused, match=said):
        accounts.create(**facts, by=OPERATOR, at=NOW)


def test_the_database_itself_refuses_a_name_in_another_case() -> None:
    somebody()
    with pytest.raises(IntegrityError):
        User(username="WANGXM", name="王", created_at=NOW).save()


def test_nobody_closes_the_own_account() -> None:
    user = somebody()
    with pytest.raises(Refused):
        accounts.deactivate(user=user, by=Scope.nothing(user.pk), at=timezone.now())


def test_corrections_are_recorded_by_field_not_by_content() -> None:
    user = somebody()
    accounts.change(user=user, name="王晓明", phone="13900000000", by=OPERATOR, at=NOW)
    event = Event.objects.across_all(because=BECAUSE).get(action="account.changed")
    assert event.detail == {"fields": ["name", "phone"]}
    assert User.objects.get().phone_text == "13900000000"
