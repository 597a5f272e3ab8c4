"""Pictures for the documents out of the demonstration city. Run by `make pictures`, not a journey of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import open_window
from tests.journeys.installation import PROJECT, Installation
from tests.journeys.window import Window

DEMO = PROJECT / "build" / "demo"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demonstration that `zhengyou demo` made under build/, copied and served."""
    one = Installation(DEMO).copy_to(tmp_path_factory.mktemp("demo") / "data")
    one.serve()
    yield one
    one.stop()


def sign_in(browser: Browser, city: Installation, username: str, *, phone: bool = False) -> Window:
    passwords = json.loads((DEMO / "demo" / "sign-ins.json").read_text())
    return open_window(browser, city, phone=phone).sign_in(username, passwords[username])


def test_pictures_of_the_city(browser: Browser, city: Installation) -> None:
    office = sign_in(browser, city, "shi")
    office.open("/").picture("overview", height=1120)
    office.open("/figures/due_rate/411300/").picture("figure")
    office.open("/units/?place=411302").picture("units")
    office.open("/worklist/?territory=411302").picture("worklist")
    office.open("/members/?place=411302").picture("members")


def test_pictures_of_a_unit(browser: Browser, city: Installation) -> None:
    office = sign_in(browser, city, "xian")
    office.open("/units/?has_org=1&sort=-members_formal")
    office.page.locator("tbody a").first.click()
    office.page.wait_for_load_state()
    office.look().picture("unit")


def test_pictures_on_a_phone(browser: Browser, city: Installation) -> None:
    sign_in(browser, city, "xian", phone=True).open("/").picture("overview-390")
    sign_in(browser, city, "shuji", phone=True).open("/").picture("branch-390")
