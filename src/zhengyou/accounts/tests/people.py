"""What the tests of signing in share."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client

from zhengyou.accounts.actions import accounts, slips
from zhengyou.accounts.models import Slip, User
from zhengyou.scoping import Scope

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPERATOR = Scope.operator()
PASSWORD = "豫宛铸造-2026-党建"


def somebody(username: str = "wangxm", name: str = "王小明") -> User:
    """An account as an office makes it: no password yet."""
    return accounts.create(username=username, name=name, phone="13812345678", by=OPERATOR, at=NOW)


def ready(username: str = "wangxm", name: str = "王小明") -> User:
    """An account in daily use."""
    user = somebody(username, name)
    accounts.make_ready(user=user, password=PASSWORD, at=NOW)
    return user


def slip_for(user: User, *, at: datetime, purpose: str = Slip.Purpose.FIRST) -> str:
    """The secret of a new slip."""
    return slips.issue(user=user, purpose=purpose, by=OPERATOR, at=at)[1]


def sign_in(client: Client, username: str = "wangxm", password: str = PASSWORD) -> int:
    """Through the page; returns the status: 302 in, 200 refused, 429 locked."""
    return client.post("/login/", {"login": username, "password": password}).status_code


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/me/").status_code == 200
