"""Tries to get in by other ways than a person's own password and code."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import PASSWORD, World
from zhengyou.accounts.actions import slips
from zhengyou.accounts.models import Slip
from zhengyou.scoping import Scope

NEW = "一句新的密码-2026-新"


def test_another_spelling_of_a_name_gives_no_further_tries(world: World) -> None:
    client = world.client()
    for name in ("county", "County", "COUNTY", "cOunty", " county"):
        client.post("/login/", {"login": name, "password": "猜一猜猜一猜猜"})
    assert client.post("/login/", {"login": "county", "password": PASSWORD}).status_code == 429


def test_a_forged_address_gives_no_further_tries(world: World) -> None:
    client = world.client()
    for number in range(5):
        forged = {"X-Forwarded-For": f"10.0.0.{number}"}
        client.post("/login/", {"login": "county", "password": "猜一猜猜一猜猜"}, headers=forged)
    assert client.post("/login/", {"login": "county", "password": PASSWORD}).status_code == 429


def test_a_password_slip_does_not_go_around_the_code(world: World) -> None:
    user = world.person["audit_admin"]
    _slip, secret = slips.issue(
        user=user, purpose=Slip.Purpose.PASSWORD, by=Scope.operator(), at=timezone.now()
    )
    client = Client()
    answer = client.post(f"/slip/{secret}/", {"password": NEW, "password_again": NEW})
    assert answer["Location"].startswith("/login/code/")
    assert client.get("/audit/")["Location"].startswith("/login/")


@pytest.mark.parametrize("onward", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(world: World, onward: str) -> None:
    client = Client()
    answer = client.post("/login/", {"login": "county", "password": PASSWORD, "next": onward})
    assert answer["Location"] == "/"
    assert client.post("/notice/", {"next": onward})["Location"] == "/"
    assert client.post("/language/", {"language": "en", "next": onward})["Location"] == "/"


def test_a_strange_host_is_refused(world: World) -> None:
    assert Client(headers={"host": "evil.example"}).get("/login/").status_code == 400
