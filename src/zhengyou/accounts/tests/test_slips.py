"""A slip lets its person in once, within a week, and nobody else ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from zhengyou.accounts import guessing
from zhengyou.accounts.actions import accounts, clearing, slips
from zhengyou.accounts.models import Slip, User
from zhengyou.accounts.printing import printed
from zhengyou.accounts.rules import secrets
from zhengyou.accounts.rules.keeping import SLIP_VALID, SLIPS_KEPT
from zhengyou.accounts.tests.people import NOW, OPERATOR, PASSWORD, is_in, ready, sign_in, slip_for, somebody
from zhengyou.audit.models import Event
from zhengyou.web.errors import Conflict

BECAUSE = "the test looks at what was written"


@pytest.fixture(autouse=True)
def _nobody_guessed(db: None) -> None:
    cache.clear()


def redeem(client: Client, secret: str, password: str = PASSWORD) -> int:
    answer = client.post(f"/slip/{secret}/", {"password": password, "password_again": password})
    return answer.status_code


def test_it_leads_from_paper_to_ones_own_page() -> None:
    secret = slip_for(somebody(), at=timezone.now())
    client = Client()
    shown = client.get(f"/slip/{secret}/")
    assert "王小明" in shown.content.decode()
    assert redeem(client, secret) == 302
    assert client.get("/me/").headers["Location"] == "/notice/?next=%2Fme%2F"
    assert client.post("/notice/", {"next": "/me/"}).headers["Location"] == "/me/"
    assert is_in(client)


def test_the_password_it_set_signs_in_afterwards() -> None:
    redeem(Client(), slip_for(somebody(), at=timezone.now()))
    assert sign_in(Client()) == 302


def test_it_may_be_typed_from_paper_without_hyphens_and_in_capitals() -> None:
    secret = slip_for(somebody(), at=timezone.now())
    assert Client().get(f"/slip/{secret.replace('-', '').upper()}/").status_code == 200


def test_used_twice_it_is_gone() -> None:
    secret = slip_for(somebody(), at=timezone.now())
    redeem(Client(), secret)
    again = Client().post(f"/slip/{secret}/", {"password": "another-text", "password_again": "another-text"})
    assert again.status_code == 410
    assert "王小明" not in again.content.decode()
    assert sign_in(Client()) == 302


def test_two_at_once_only_one_gets_through() -> None:
    secret = slip_for(somebody(), at=NOW)
    slips.redeem(secret=secret, password=PASSWORD, at=NOW)
    with pytest.raises(Conflict):
        slips.redeem(secret=secret, password=PASSWORD, at=NOW)


def test_expired_it_is_gone() -> None:
    secret = slip_for(somebody(), at=timezone.now() - SLIP_VALID - timedelta(minutes=1))
    assert Client().get(f"/slip/{secret}/").status_code == 410


def test_a_new_one_makes_the_older_one_void() -> None:
    user = somebody()
    older = slip_for(user, at=timezone.now())
    newer = slip_for(user, at=timezone.now())
    assert Client().get(f"/slip/{older}/").status_code == 410
    assert Client().get(f"/slip/{newer}/").status_code == 200


def test_a_closed_account_has_no_way_in() -> None:
    user = somebody()
    secret = slip_for(user, at=timezone.now())
    accounts.deactivate(user=user, by=OPERATOR, at=NOW)
    assert Client().get(f"/slip/{secret}/").status_code == 410


def test_guessed_it_is_unknown_and_names_nobody() -> None:
    somebody()
    answer = Client().get(f"/slip/{secrets.new_secret()}/")
    assert answer.status_code == 404
    assert "王小明" not in answer.content.decode()


def test_who_guesses_on_is_slowed_down() -> None:
    client = Client()
    tries = [client.get(f"/slip/{secrets.new_secret()}/").status_code for _ in range(guessing.LIMIT + 1)]
    assert tries == [404] * guessing.LIMIT + [429]
    good = slip_for(somebody(), at=timezone.now())
    assert client.get(f"/slip/{good}/").status_code == 429


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("短", "短", "密码太短"),
        ("1234567890123", "1234567890123", "不能全是数字"),
        ("wangxm2026", "wangxm2026", "太像"),
        ("qwertyuiop", "qwertyuiop", "太常见"),
        (PASSWORD, PASSWORD + "x", "不一样"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_plain_words(password: str, again: str, said: str) -> None:
    secret = slip_for(somebody(), at=timezone.now())
    client = Client()
    answer = client.post(f"/slip/{secret}/", {"password": password, "password_again": again})
    assert said in answer.content.decode()
    assert f'value="{password}"' not in answer.content.decode()
    assert redeem(client, secret) == 302, "the slip is not used up by a mistake"


def test_it_takes_the_place_of_whoever_was_signed_in_on_this_machine() -> None:
    ready("zhao", "赵六")
    client = Client()
    sign_in(client, "zhao")
    redeem(client, slip_for(somebody(), at=timezone.now()))
    assert client.session["_auth_user_id"] == str(User.objects.get(username="wangxm").pk)


def test_the_database_holds_no_secret() -> None:
    secret = slip_for(somebody(), at=NOW)
    slip = Slip.objects.across_all(because=BECAUSE).get()
    assert secret not in str(vars(slip))
    assert secret.replace("-", "") not in str(vars(slip))


def test_who_issued_and_that_it_was_used_stand_in_the_log() -> None:
    user = somebody()
    _slip, secret = slips.issue(user=user, purpose=Slip.Purpose.FIRST, by=OPERATOR, at=NOW, path="00000001")
    slips.redeem(secret=secret, password=PASSWORD, at=NOW)
    events = Event.objects.across_all(because=BECAUSE).filter(action__startswith="slip.").order_by("id")
    assert list(events.values_list("action", "subject", "path")) == [
        ("slip.issued", "王小明", "00000001"),
        ("slip.redeemed", "王小明", "00000001"),
    ]


def test_the_printed_sheet_carries_link_and_code_and_no_style() -> None:
    user = somebody()
    slip, secret = slips.issue(user=user, purpose=Slip.Purpose.FIRST, by=OPERATOR, at=NOW)
    sheet = [printed(RequestFactory().get("/"), slip, secret, where="宛城区 · 党组织书记")] * 3
    text = render_to_string("accounts/slip_print.html", {"slips": sheet, "office": "宛城区委组织部"})
    assert text.count(f"http://testserver/slip/{secret}/") == 3
    assert text.count('src="data:image/svg+xml') == 3
    assert "宛城区委组织部" in text
    assert " style=" not in text


def test_old_slips_are_cleared_out_and_the_log_keeps_the_number_only() -> None:
    user = somebody()
    slip_for(user, at=NOW - SLIPS_KEPT - timedelta(days=1))
    slip_for(user, at=NOW - SLIP_VALID)
    cleared = clearing.expire(at=NOW)
    left = Slip.objects.across_all(because=BECAUSE).get()
    assert cleared["slips"] == 1
    assert left.void
    assert Event.objects.across_all(because=BECAUSE).get(action="retention.cleared").detail == {"slips": 1}


def test_a_lost_password_dies_with_the_reset() -> None:
    user = ready()
    client = Client()
    sign_in(client)
    accounts.reset_password(user=user, by=OPERATOR, at=NOW)
    assert not is_in(client)
    assert sign_in(Client()) == 200
