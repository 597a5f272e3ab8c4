"""Every main page of every role, at a desk and on a phone: in order, and within reach of the keyboard."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.journeys.pages import PAGES, numbers_of
from tests.world import CODE_SECRET, PEOPLE

ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
ROLES = [key for key, *_rest in PEOPLE if not key.startswith("neighbour") and key != "stranger"]


@pytest.fixture(scope="module", autouse=True)
def with_codes(installation: Installation) -> None:
    """Their roles are not to be used without a second factor."""
    for key in ADMINISTRATORS:
        installation.furnish("codes", key=key, secret=CODE_SECRET)


@pytest.mark.parametrize("key", ROLES)
def test_the_bar_leads_to_pages_in_order(windows: Windows, key: str) -> None:
    secret = CODE_SECRET if key in ADMINISTRATORS else ""
    desk = windows(key, secret=secret)
    desk.open("/")
    links = desk.page.locator("#zy-nav a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
    assert links
    phone = windows(key, phone=True)
    for address in links:
        desk.open(address).walk()
        phone.open(address)


@pytest.mark.parametrize(
    "address", ["/me/", "/notice/", "/role/", "/jobs/", "/requests/", "/questions/", "/components/"]
)
def test_pages_of_everybody_are_in_order(windows: Windows, address: str) -> None:
    windows("county").open(address).walk()
    windows("county", phone=True).open(address)


def test_every_page_of_the_office_fits_a_phone(installation: Installation, windows: Windows) -> None:
    numbers = numbers_of(installation)
    phone = windows("county", phone=True)
    for address in PAGES["county"]:
        phone.open(address.format(**numbers))


def test_the_lists_fit_an_older_screen(windows: Windows) -> None:
    desk = windows("county")
    desk.page.set_viewport_size({"width": 1366, "height": 768})
    for address in ("/overview/", "/units/", "/members/", "/organisations/", "/imports/", "/worklist/"):
        desk.open(address)
