"""English by a switch: on the main pages nothing Chinese is left but data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import sheets
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.journeys.looking import chinese_left, faults_of
from tests.journeys.pages import PAGES, numbers_of
from tests.journeys.window import Window
from tests.world import CODE_SECRET
from zhengyou import standards
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.statistics import TABLES
from zhengyou.workbooks.mapping import YUAN


@pytest.fixture(scope="module")
def numbers(installation: Installation) -> dict[str, int]:
    return numbers_of(installation)


@pytest.fixture(scope="module")
def data(installation: Installation, numbers: dict[str, int]) -> list[str]:
    """What stands in the database once everything is there that the pages show."""
    for key in ("system_admin", "security_admin", "audit_admin"):
        installation.furnish("codes", key=key, secret=CODE_SECRET)
    installation.furnish("serve_units", key="instructor", names=["宛城新材料有限公司"])
    found: list[str] = installation.furnish("data")
    return [text for text in [*found, *official_names()] if len(text) > 1]


def official_names() -> list[str]:
    """Names that national standards and documents bear, which have no official English, and the word that erases."""
    industries, sizes = standards.load_industries(), standards.load_sizes()
    thresholds = standards.load_founding().thresholds.values()
    return [
        *industries.sections.values(),
        *industries.divisions.values(),
        *industries.groups.values(),
        *{row.industry for row in sizes.by_prefix.values()},
        *(one.source for rules in thresholds for one in rules),
        *(one.source for one in INDICATORS.values()),
        *(table.ordinal for table in TABLES.values()),
        "清空",
        *YUAN,  # units of measure
    ]


@pytest.mark.parametrize("key", list(PAGES))
def test_no_chinese_is_left_in_english(
    windows: Windows, data: list[str], numbers: dict[str, int], key: str
) -> None:
    desk = windows(key, secret=CODE_SECRET if key.endswith("_admin") else "")
    switch(desk, key)
    left: list[str] = []
    for address in PAGES[key]:
        desk.page.goto(desk.url + address.format(**numbers))
        desk.settle()
        if desk.page.locator("html").get_attribute("lang") != "en":
            left.append(f"{address} does not answer in English")
        left += [f"{address} {one}" for one in [*chinese_left(desk.page, data), *faults_of(desk.page)]]
    assert not left, "\n".join(left)


def test_the_doors_speak_english_too(installation: Installation, windows: Windows, data: list[str]) -> None:
    secret = installation.furnish("newcomer", key="township")
    phone = windows(phone=True)
    phone.open("/login/").press("English")
    assert phone.heading == "Sign in"
    left = chinese_left(phone.page, data)
    phone.page.get_by_role("button", name="Sign in").click()
    left += chinese_left(phone.page, data)
    phone.open(f"/slip/{secret}/")
    left += chinese_left(phone.page, data)
    phone.open("/slip/nothing/", status=404)
    left += chinese_left(phone.page, data)
    assert not left, "\n".join(left)
    phone.open("/login/").press("中文")
    assert phone.heading == "登录"


def switch(desk: Window, key: str) -> None:
    """To English, by the menu of one's own name."""
    desk.open("/me/")
    desk.page.locator("details.zy-user summary").click()
    desk.press("English")
    assert desk.heading != "我的信息", f"{key} still reads Chinese"


def test_an_import_speaks_english(installation: Installation, windows: Windows, tmp_path: Path) -> None:
    desk = windows("county")
    switch(desk, "county")
    workbook = sheets.write(
        tmp_path / "survey.xlsx", sheets.second(), title="摸底表", headings=sheets.SECOND_HEADINGS
    )
    desk.open("/imports/upload/").attach(workbook)
    send = desk.page.locator("main form button[type=submit].btn-primary")
    send.click()
    desk.page.wait_for_url("**/mapping/")
    cells = {str(value) for row in sheets.second() for value in row.values()}
    kept = [one.label_zh for one in standards.load_unit_fields()]  # headings of the workbook before
    sent = [*official_names(), *sheets.SECOND_HEADINGS, *kept, *cells, "摸底表"]
    data = [*installation.furnish("data"), *sent]
    left = [f"mapping {one}" for one in chinese_left(desk.page, data)]
    send.click()
    for step in ("check", "import"):
        desk.page.get_by_role("link", name="View the result").or_(send).first.wait_for()
        if desk.page.get_by_role("link", name="View the result").count():
            desk.follow("View the result")
        data = [*installation.furnish("data"), *sent]
        left += [f"{step} {one}" for one in chinese_left(desk.page, data)]
        if step == "check":
            send.click()
    assert not left, "\n".join(left)
