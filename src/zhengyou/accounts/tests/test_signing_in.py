"""Signing in: name and password, lock-out, second step, sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessLog
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from zhengyou.accounts.actions import accounts, clearing
from zhengyou.accounts.actions.second_factor import enrol
from zhengyou.accounts.models import User
from zhengyou.accounts.queries import lockouts
from zhengyou.accounts.rules.keeping import FAILURES_KEPT
from zhengyou.accounts.rules.one_time_codes import code_at
from zhengyou.accounts.tests.people import NOW, OPERATOR, PASSWORD, is_in, ready, sign_in
from zhengyou.audit.models import Event

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LIMIT = 5
BECAUSE = "the test looks at what was written"


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


def with_second_factor() -> User:
    user = ready()
    enrol(user=user, secret=SECRET, by=OPERATOR, at=NOW)
    return user


def second_step(client: Client, code: str) -> int:
    return client.post("/login/code/", {"code": code}).status_code


def test_name_in_any_case_and_password_let_in() -> None:
    ready()
    client = Client()
    assert sign_in(client, "WangXM") == 302
    assert is_in(client)


def test_a_wrong_password_says_so_without_saying_whether_the_name_exists() -> None:
    ready()
    words = [
        Client().post("/login/", {"login": name, "password": "wrong"}).content.decode()
        for name in ("wangxm", "nobody")
    ]
    assert all("登录名或密码不对" in text for text in words)


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one() -> None:
    ready()
    client = Client()
    tries = [sign_in(client, password="wrong") for _ in range(LIMIT)]
    assert tries == [200] * (LIMIT - 1) + [429]
    locked = client.post("/login/", {"login": "wangxm", "password": PASSWORD})
    assert locked.status_code == 429
    assert "15" in locked.content.decode()


def test_the_lock_opens_by_itself_after_a_quarter_of_an_hour() -> None:
    ready()
    for _ in range(LIMIT):
        sign_in(Client(), password="wrong")
    assert [one.username for one in lockouts(at=timezone.now())] == ["wangxm"]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert lockouts(at=timezone.now()) == []
    assert sign_in(Client()) == 302


def test_an_administrator_opens_it_earlier() -> None:
    ready()
    for _ in range(LIMIT):
        sign_in(Client(), password="wrong")
    accounts.unlock(username="wangxm", by=OPERATOR, at=NOW)
    assert sign_in(Client()) == 302


def test_neither_password_nor_code_is_kept_with_a_failure() -> None:
    with_second_factor()
    client = Client()
    sign_in(client, password="my-old-password")
    sign_in(client)
    second_step(client, "123123")
    kept = " ".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "my-old-password" not in kept
    assert "123123" not in kept


def test_failures_are_forgotten_after_half_a_year() -> None:
    ready()
    sign_in(Client(), password="wrong")
    AccessAttempt.objects.update(attempt_time=NOW - FAILURES_KEPT - timedelta(days=1))
    assert clearing.expire(at=NOW)["failures"] == 1


def test_a_closed_account_is_told_so_and_stays_out() -> None:
    user = ready()
    client = Client()
    sign_in(client)
    accounts.deactivate(user=user, by=OPERATOR, at=NOW)
    assert not is_in(client)
    answer = Client().post("/login/", {"login": "wangxm", "password": PASSWORD})
    assert answer.status_code == 403
    assert "停用" in answer.content.decode()


def test_signing_in_gives_a_new_session() -> None:
    """Session fixation: a session that somebody else put into the browser must not become a signed-in one."""
    ready()
    client = Client()
    client.get("/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = str(planted)
    sign_in(client)
    assert client.session.session_key != planted
    intruder = Client()
    intruder.cookies["sessionid"] = str(planted)
    assert not is_in(intruder)


def test_the_session_ends_with_the_browser() -> None:
    ready()
    client = Client()
    sign_in(client)
    assert client.session.get_expire_at_browser_close()


def test_with_a_second_factor_the_password_alone_lets_nobody_in() -> None:
    with_second_factor()
    client = Client()
    assert sign_in(client) == 302
    assert not is_in(client)
    assert second_step(client, code_at(SECRET, timezone.now())) == 302
    assert is_in(client)


def test_a_code_serves_once() -> None:
    with_second_factor()
    code = code_at(SECRET, timezone.now())
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
        second_step(client, code)
    assert is_in(first)
    assert not is_in(second)


def test_codes_cannot_be_tried_out() -> None:
    with_second_factor()
    client = Client()
    sign_in(client)
    tries = [second_step(client, "000000") for _ in range(LIMIT)]
    assert tries[-1] == 429
    assert second_step(client, code_at(SECRET, timezone.now())) == 429
    assert not is_in(client)


def test_the_secret_rests_encrypted() -> None:
    with_second_factor()
    data = Authenticator.objects.get(type="totp").data
    assert SECRET not in str(data)
    assert data["secret"].startswith(("a1:", "s1:"))


def test_it_is_set_up_on_the_pages_and_the_spare_codes_work() -> None:
    ready()
    client = Client()
    sign_in(client)
    assert client.get("/me/code/set-up/").headers["Location"].startswith("/me/confirm/")
    client.post("/me/confirm/", {"password": PASSWORD, "next": "/me/code/set-up/"})
    shown = client.get("/me/code/set-up/")
    assert "data:image/svg+xml" in shown.content.decode()
    code = code_at(shown.context["form"].secret, timezone.now())
    assert client.post("/me/code/set-up/", {"code": code}).headers["Location"] == "/me/code/spare/"
    spare = client.get("/me/code/spare/").context["unused_codes"][0]
    assert not any(spare in str(data) for data in Authenticator.objects.values_list("data", flat=True))
    later = Client()
    sign_in(later)
    second_step(later, spare)
    assert is_in(later)


def test_setting_it_up_and_switching_it_off_stand_in_the_log() -> None:
    with_second_factor()
    client = Client()
    sign_in(client)
    second_step(client, code_at(SECRET, timezone.now()))
    client.post("/me/confirm/", {"password": PASSWORD, "next": "/me/code/switch-off/"})
    assert client.post("/me/code/switch-off/").status_code == 302
    assert Event.objects.across_all(because=BECAUSE).filter(action="account.second_factor_removed").exists()


def test_an_office_takes_a_lost_factor_away_and_gives_a_slip() -> None:
    user = with_second_factor()
    _slip, secret = accounts.reset_second_factor(user=user, by=OPERATOR, at=timezone.now())
    client = Client()
    client.post(f"/slip/{secret}/", {"password": "全新的密码-2026", "password_again": "全新的密码-2026"})
    assert is_in(client)


def test_a_slip_does_not_get_around_the_second_factor() -> None:
    user = with_second_factor()
    _slip, secret = accounts.reset_password(user=user, by=OPERATOR, at=timezone.now())
    client = Client()
    answer = client.post(
        f"/slip/{secret}/", {"password": "全新的密码-2026", "password_again": "全新的密码-2026"}
    )
    assert answer.headers["Location"] == "/login/code/"
    assert not is_in(client)


def test_all_sessions_end_at_once() -> None:
    ready()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client)
    assert here.post("/me/sign-out-everywhere/").status_code == 302
    assert not is_in(here)
    assert not is_in(elsewhere)
    assert sign_in(Client()) == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    ready()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client)
    new = "一句很长的话-2026"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/me/password/", form).headers["Location"] == "/me/"
    assert is_in(here)
    assert not is_in(elsewhere)
    assert Event.objects.across_all(because=BECAUSE).filter(action="account.password_changed").exists()


def test_nothing_keeps_when_somebody_signed_in() -> None:
    with_second_factor()
    client = Client()
    sign_in(client)
    second_step(client, code_at(SECRET, timezone.now()))
    assert is_in(client)
    assert AccessLog.objects.count() == 0
    assert set(Authenticator.objects.values_list("last_used_at", flat=True)) == {None}
    assert not Event.objects.across_all(because=BECAUSE).filter(action__contains="sign_in").exists()


@pytest.mark.parametrize(
    "path", ["/signup/", "/accounts/signup/", "/password/reset/", "/email/", "/me/email/"]
)
def test_there_is_no_sign_up_and_no_mail(path: str) -> None:
    assert Client().get(path).status_code in {302, 404}
    client = Client()
    ready()
    sign_in(client)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/me/", "/me/export/", "/notice/", "/me/code/", "/me/password/", "/role/"])
def test_whoever_is_not_signed_in_is_asked_to(path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/login/?next=")


@pytest.mark.parametrize(
    "path", ["/login/", "/logout/", "/me/", "/me/code/", "/me/password/", "/notice/", "/role/"]
)
def test_the_pages_carry_no_inline_script_or_style(path: str) -> None:
    ready()
    client = Client()
    if path != "/login/":
        sign_in(client)
    text = client.get(path).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
