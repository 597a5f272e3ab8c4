"""Whatever stands in an address or a form: a page that says what is wrong, never a broken one, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.world import World
from zhengyou.census.models import Member, Unit

WHY = "the test looks at what was written"
ODD = [
    "\x00",
    "%00",
    "'",
    '"><b>',
    "９９９",
    "-1",
    "1e9",
    "99999999999999999999",
    "，",
    "🙂" * 40,
    "a" * 5000,
    "9" * 5000,
    "清空",
    "null",
    "../",
]


@pytest.mark.parametrize("name", ["units", "members", "imports", "import_upload", "rounds"])
def test_lists_bear_any_question(world: World, name: str) -> None:
    client, url = world.client("county"), reverse(f"census:{name}")
    names = [
        "q",
        "place",
        "org_kind",
        "sort",
        "page",
        "missing",
        "section",
        "branch",
        "kind",
        "state",
        "territory",
        "show",
    ]
    for odd in ODD:
        answer = client.get(url, dict.fromkeys(names, odd))
        assert answer.status_code == 200, (name, odd)
        assert '"><b>' not in answer.content.decode()


@pytest.mark.parametrize(
    "kind", ["unit", "member", "import", "unit_history", "organisation_units", "round_close"]
)
def test_a_number_that_nothing_has_is_not_found(world: World, kind: str) -> None:
    for pk in (0, 987654, 10**17, 10**30):
        person = "city" if kind == "round_close" else "county"
        assert world.client(person).get(reverse(f"census:{kind}", args=[pk])).status_code == 404, pk


@pytest.mark.parametrize("odd", ODD)
def test_a_unit_form_full_of_nonsense_says_so_and_keeps_it(world: World, odd: str) -> None:
    client, url = world.client("county"), reverse("census:unit_correct", args=[world.unit["foundry"].pk])
    sent: dict[str, Any] = dict.fromkeys(client.get(url).context["form"].fields, odd)
    answer = client.post(url, sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Unit.objects.across_all(because=WHY).get(pk=world.unit["foundry"].pk).version == 1


@pytest.mark.parametrize("odd", ODD)
def test_a_member_form_full_of_nonsense_says_so(world: World, odd: str) -> None:
    client, url = world.client("secretary"), reverse("census:member_add")
    before = Member.objects.across_all(because=WHY).count()
    answer = client.post(url, dict.fromkeys(client.get(url).context["form"].fields, odd))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Member.objects.across_all(because=WHY).count() == before


@pytest.mark.parametrize("name", ["unit_transfer", "unit_close", "unit_reopen", "unit_instructor"])
def test_short_forms_of_a_unit_bear_nonsense(world: World, name: str) -> None:
    client, url = world.client("county"), reverse(f"census:{name}", args=[world.unit["due"].pk])
    for odd in ODD:
        names = ["territory", "moved_on", "closed_on", "closing_reason", "instructor_account", "version"]
        assert client.post(url, dict.fromkeys(names, odd)).status_code in {200, 409}, odd
    assert Unit.objects.across_all(because=WHY).get(pk=world.unit["due"].pk).version == 1


@pytest.mark.parametrize(
    "name",
    [
        "unit_add",
        "unit_correct",
        "member_add",
        "units",
        "members",
        "imports",
        "rounds",
        "import_upload",
        "unit",
    ],
)
def test_pages_speak_english_when_asked(world: World, name: str) -> None:
    client = world.client("county")
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    args = [world.unit["foundry"].pk] if name in {"unit", "unit_correct"} else []
    answer = client.get(reverse(f"census:{name}", args=args))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "en"


def test_fields_are_labelled_in_the_readers_language(world: World) -> None:
    client = world.client("county")
    url = reverse("census:unit_correct", args=[world.unit["foundry"].pk])
    assert "从业人员" in client.get(url).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = client.get(url).content.decode()
    assert "从业人员" not in page
    assert "Employees" in page


def test_the_history_says_what_a_record_began_with_but_no_number(world: World) -> None:
    client = world.client("county")
    sent = {
        "territory": ["411302", "411302001"],
        "name": "历史有限公司",
        "org_kind": "enterprise",
        "contact_phone": "王小明 13912345678",
        "entered_by": "self",
        "owner_name": "王业主",
    }
    assert client.post(reverse("census:unit_add"), sent).status_code == 302
    made = Unit.objects.across_all(because=WHY).get(name="历史有限公司")
    page = client.get(reverse("census:unit_history", args=[made.pk])).content.decode()
    assert "非公企业" in page
    assert "王业主" in page
    assert "13912345678" not in page
    assert "a1:" not in page
    seen = world.client("department").get(reverse("census:unit_history", args=[made.pk])).content.decode()
    assert "王业主" not in seen
