"""An installation on its first day: every empty page says what to do next."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Windows

BEGINS = "empty"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_empty_pages_say_what_to_do(windows: Windows, phone: bool) -> None:
    office = windows("county", phone=phone)
    office.open("/").sees("还没有开启摸底")
    office.open("/units/").sees("还没有单位")
    office.open("/members/").sees("还没有党员")
    office.open("/organisations/").sees("还没有")
    office.open("/worklist/").sees("没有符合条件的单位")
    office.open("/imports/").sees("还没有")
    office.open("/accounts/").sees("孙县办")
    office.open("/jobs/")
    office.open("/requests/")


def test_the_first_day_leads_to_a_round_and_an_upload(windows: Windows) -> None:
    office = windows("city")
    office.open("/").follow("去导入")
    office.walk()
