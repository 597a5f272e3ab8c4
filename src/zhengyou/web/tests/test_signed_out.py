"""Signed out in the middle of something: back to a page that opens, and never to the browser's own error page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import World

SITE = "http://testserver"
SAVING, WRITING = "/documents/2/answers/5/?part=1&page=1", "/documents/2/compose/?part=1"


def goes_to(address: str) -> tuple[str, str]:
    """The page, and where it leads afterwards."""
    parts = urlsplit(address)
    return parts.path, parse_qs(parts.query).get("next", [""])[0]


@pytest.mark.parametrize(
    ("referer", "back"),
    [(SITE + WRITING, WRITING), ("http://elsewhere.test/x", "/"), (None, "/"), ("//elsewhere.test/x", "/")],
)
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.django_db
def test_what_was_sent_leads_to_the_page_of_the_form(referer: str | None, back: str, htmx: bool) -> None:
    headers = ({"referer": referer} if referer else {}) | ({"hx-request": "true"} if htmx else {})
    answer = Client().post(SAVING, headers=headers)
    said = answer.headers["HX-Redirect" if htmx else "Location"]
    assert answer.status_code == (401 if htmx else 302)
    assert goes_to(said) == (reverse("account_login"), back)


@pytest.mark.django_db
def test_a_page_that_was_opened_is_opened_after_signing_in() -> None:
    answer = Client().get(WRITING, headers={"referer": f"{SITE}/documents/"})
    assert goes_to(answer.headers["Location"]) == (reverse("account_login"), WRITING)


@pytest.mark.django_db
def test_an_expired_form_says_that_reloading_helps() -> None:
    answer = Client(enforce_csrf_checks=True).post(SAVING, headers={"hx-request": "true"})
    assert answer.status_code == 403
    assert answer.headers["X-Form-Expired"] == "1"


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/directives/3/mend/", "/directives/3/"),
        ("/imports/3/commit/", "/imports/3/"),
        ("/documents/2/answers/5/", "/documents/2/"),
        ("/me/sign-out-everywhere/", "/me/"),
    ],
)
def test_an_address_that_only_takes_a_form_shows_the_way_back(world: World, address: str, above: str) -> None:
    answer = world.client("city").get(address)
    page = answer.content.decode()
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "这个地址只用来提交" in page
    assert f'href="{above}"' in page


def test_all_that_waits_has_a_page(world: World) -> None:
    for person in ("county", "secretary", "instructor", "system_admin", "stranger"):
        assert world.client(person).get(reverse("todo")).status_code == 200
