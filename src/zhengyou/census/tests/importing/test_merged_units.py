"""A workbook that still lists a record which a person merged into another."""

from __future__ import annotations

import pytest

from tests.world import NOW
from zhengyou.census.actions import imports, merging
from zhengyou.census.models import Likeness, Unit
from zhengyou.census.tests.duplicates.pairs import likeness_of
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, codes, doubts, figures
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

KEPT = {
    "name": "南阳宏达包装有限公司",
    "uscc": code(1),
    "county": "宛城区",
    "township": "汉冶街道",
    "org_kind": "非公企业",
}
OTHER = {"name": "宏达包装公司", "county": "宛城区", "township": "东关街道", "org_kind": "非公企业"}


@pytest.fixture
def kept(lab: Lab) -> Unit:
    lab.run([KEPT, OTHER])
    first, second = lab.unit(KEPT["name"]), lab.unit(OTHER["name"])
    merging.merge(
        likeness=likeness_of(first, second),
        keep="first",
        chosen=dict.fromkeys(("name", "territory"), "first"),
        versions=(first.version, second.version),
        by=lab.world.scope("county"),
        at=NOW,
    )
    return lab.unit(KEPT["name"])


def test_its_row_speaks_of_the_unit_that_was_kept(lab: Lab, kept: Unit) -> None:
    _batch, outcome = lab.run([OTHER | {"employees": 77}])
    assert figures(outcome) == (1, 0, 1, 0, 0)
    assert doubts(outcome) == ["merged_unit"]
    now = lab.unit(KEPT["name"])
    assert (now.employees, now.uscc, now.path) == (77, kept.uscc, kept.path)
    assert lab.unit(OTHER["name"]).employees is None


def test_its_old_code_still_leads_there(lab: Lab, kept: Unit) -> None:
    rows = Unit.objects.across_all(because=BECAUSE)
    rows.filter(merged_into=kept).update(uscc=code(2))
    _batch, outcome = lab.run([OTHER | {"uscc": code(2), "employees": 78, "name": "又一个名称"}])
    assert doubts(outcome) == ["merged_unit"]
    now = lab.unit(KEPT["name"])
    assert (now.employees, now.uscc) == (78, code(1))


def test_beside_a_row_of_the_kept_unit_it_is_sent_back(lab: Lab, kept: Unit) -> None:
    _batch, outcome = lab.run([OTHER | {"employees": 77}, KEPT | {"employees": 90}])
    assert codes(outcome) == ["merged_twice"]
    assert lab.unit(KEPT["name"]).employees == 90


def test_undoing_the_import_takes_the_pair_along(lab: Lab) -> None:
    batch, _outcome = lab.run([KEPT, OTHER])
    likeness_of(lab.unit(KEPT["name"]), lab.unit(OTHER["name"]))
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    assert not Likeness.objects.across_all(because=BECAUSE).exists()


def test_a_merge_stands_against_undoing_the_import(lab: Lab) -> None:
    batch, _outcome = lab.run([KEPT, OTHER])
    first, second = lab.unit(KEPT["name"]), lab.unit(OTHER["name"])
    merging.merge(
        likeness=likeness_of(first, second), keep="first", chosen={}, versions=(first.version, second.version),
        by=lab.world.scope("county"), at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="不能撤销"):
        imports.undo(batch=batch, by=Scope.operator(), at=NOW)
