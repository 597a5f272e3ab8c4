"""A workbook that was read before places were reorganised is not written to where they stood."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.world import NOW
from zhengyou.census.importing import pipeline
from zhengyou.census.models import Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.web.errors import Refused

pytestmark = pytest.mark.django_db


def test_nothing_is_written_and_the_person_is_asked_to_import_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, check = lab.world, pipeline.check
    street, county = world.place["411302001"], world.place["411303"]

    def moved_meanwhile(*args: Any, **kwargs: Any) -> Any:
        found = check(*args, **kwargs)
        plan = Plan("territory", "move", street.pk, NOW.date(), target=county.pk)
        reorganising.carry_out(plan=plan, key=uuid4(), by=world.scope("city"), at=NOW)
        return found

    before = Unit.objects.across_all(because=BECAUSE).count()
    monkeypatch.setattr(pipeline, "check", moved_meanwhile)
    with pytest.raises(Refused, match="请重新导入一次"):
        lab.run([{"name": "甲公司"}])
    assert Unit.objects.across_all(because=BECAUSE).count() == before
