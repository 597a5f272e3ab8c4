"""A campaign comes from its pack once, its phases by months."""

from __future__ import annotations

from datetime import date

import pytest

from zhengyou.campaigns.actions.packs import load_pack, months_later
from zhengyou.campaigns.models import Campaign, Phase

WHY = "the test looks at everything"
CODE = "chuangxian-zhengyou"


@pytest.mark.django_db
def test_it_is_loaded_once_and_keeps_its_begin() -> None:
    assert load_pack(CODE, starts_on=date(2026, 11, 1)) > 1
    assert load_pack(CODE, starts_on=date(2030, 1, 1)) == 0
    campaign = Campaign.objects.across_all(because=WHY).get()
    assert campaign.starts_on == date(2026, 11, 1)
    phases = Phase.objects.across_all(because=WHY).filter(campaign=campaign)
    first = phases[0]
    assert (first.starts_on, first.ends_on) == (date(2026, 11, 1), date(2027, 1, 31))
    Phase.objects.across_all(because=WHY).filter(pk=first.pk).delete()
    assert load_pack(CODE, starts_on=date(2030, 1, 1)) == 1


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 1), 0, date(2026, 11, 1)),
        (date(2026, 11, 1), 2, date(2027, 1, 1)),
        (date(2026, 12, 31), 24, date(2028, 12, 1)),
    ],
)
def test_months_are_counted_over_the_year(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then
