"""A register knows nothing of our merges: rows of a code that was merged away reach the unit that was kept, and part with it."""

from __future__ import annotations

import pytest

from tests.world import NOW
from zhengyou.census.actions import imports, merging
from zhengyou.census.models import Merge, RegisterEntry, Unit
from zhengyou.census.tests.duplicates.pairs import likeness_of
from zhengyou.census.tests.importing.lab import Lab, code, codes, doubts, figures
from zhengyou.census.tests.sources.conftest import Export
from zhengyou.changes import queries as changes
from zhengyou.scoping import Scope

WHY = "a test looks at what was written"
KEPT, AWAY = "南阳宏达包装有限公司", "宏达包装公司"
OWN = (code(1), KEPT, "宛城区建设路1号", "甲", "存续", "2026-10-01")
OTHER = (code(2), "又一个名称", "宛城区建设路2号", "乙", "存续", "2026-11-01")


@pytest.fixture
def two(lab: Lab) -> None:
    place = {"county": "宛城区", "township": "汉冶街道", "org_kind": "非公企业"}
    lab.run(
        [
            {"name": KEPT, "uscc": code(1), **place, "reg_address": "旧址1号"},
            {"name": AWAY, "uscc": code(2), **place, "reg_address": "旧址2号"},
        ]
    )


def merge(lab: Lab, keep: str = KEPT, away: str = AWAY) -> Merge:
    first, second = sorted((lab.unit(keep), lab.unit(away)), key=lambda unit: unit.pk)
    side = "first" if first.name == keep else "second"
    return merging.merge(
        likeness=likeness_of(first, second),
        keep=side,  # type: ignore[arg-type]
        chosen=dict.fromkeys(("uscc", "name", "territory", "reg_address"), side),  # type: ignore[arg-type]
        versions=(first.version, second.version),
        by=lab.world.scope("city"),
        at=NOW,
    )


def part(lab: Lab, made: Merge) -> None:
    made.refresh_from_db()
    merging.unmerge(merge=made, by=lab.world.scope("city"), at=NOW)


def entries(lab: Lab, name: str) -> dict[str, str]:
    found = RegisterEntry.objects.across_all(because=WHY).filter(unit=lab.unit(name)).first()
    return found.fields if found else {}


def told(unit: Unit) -> tuple[str, str, str, str]:
    return unit.name, unit.uscc, unit.reg_address, unit.owner_name


def test_its_row_reaches_the_unit_that_was_kept(lab: Lab, export: Export, two: None) -> None:
    merge(lab)
    _batch, outcome = export(OTHER)
    assert figures(outcome) == (1, 0, 1, 0, 0)
    assert doubts(outcome) == ["merged_unit"]
    assert told(lab.unit(KEPT)) == (KEPT, code(1), "宛城区建设路2号", "乙")
    assert told(lab.unit(AWAY)) == (AWAY, code(2), "旧址2号", "")
    assert set(entries(lab, KEPT)) == {"reg_address", "owner_name", "reg_status"}
    assert entries(lab, AWAY) == {}


def test_parted_it_has_what_the_register_said_and_the_other_has_not(
    lab: Lab, export: Export, two: None
) -> None:
    made = merge(lab)
    export(OTHER)
    part(lab, made)
    assert told(lab.unit(KEPT)) == (KEPT, code(1), "旧址1号", "")
    assert told(lab.unit(AWAY)) == (AWAY, code(2), "宛城区建设路2号", "乙")
    assert entries(lab, KEPT) == {}
    assert set(entries(lab, AWAY)) == {"reg_address", "owner_name", "reg_status"}
    assert changes.provenance("unit", lab.unit(AWAY).pk)["reg_address"].source == "市场监管登记（2026-11-01）"


def test_what_the_register_said_of_the_kept_one_itself_stays(lab: Lab, export: Export, two: None) -> None:
    export(OWN, (code(2), AWAY, *OTHER[2:5], "2026-09-01"))
    before = entries(lab, KEPT), told(lab.unit(KEPT))
    made = merge(lab)
    export(OTHER)
    assert lab.unit(KEPT).owner_name == "乙"
    part(lab, made)
    assert (entries(lab, KEPT), told(lab.unit(KEPT))) == before
    assert entries(lab, AWAY)["reg_address"] == "2026-11-01"


def test_what_the_register_says_of_it_later_stays_too(lab: Lab, export: Export, two: None) -> None:
    made = merge(lab)
    export(OTHER)
    export((*OWN[:5], "2026-11-10"))
    part(lab, made)
    assert told(lab.unit(KEPT)) == (KEPT, code(1), "宛城区建设路1号", "甲")
    assert entries(lab, KEPT)["reg_address"] == "2026-11-10"
    assert told(lab.unit(AWAY))[2:] == ("宛城区建设路2号", "乙")


@pytest.mark.parametrize("rows", [(OWN, OTHER), (OTHER, OWN)])
def test_beside_a_row_of_the_kept_unit_it_is_set_aside(
    lab: Lab, export: Export, two: None, rows: tuple[tuple[str, ...], ...]
) -> None:
    merge(lab)
    _batch, outcome = export(*rows)
    assert figures(outcome) == (2, 0, 1, 1, 0)
    assert doubts(outcome) == ["merged_twice"]
    assert told(lab.unit(KEPT)) == (KEPT, code(1), "宛城区建设路1号", "甲")


def test_an_import_that_was_undone_leaves_nothing_to_part(lab: Lab, export: Export, two: None) -> None:
    made = merge(lab)
    batch, _outcome = export(OTHER)
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    part(lab, made)
    assert told(lab.unit(AWAY)) == (AWAY, code(2), "旧址2号", "")
    assert entries(lab, AWAY) == entries(lab, KEPT) == {}


def test_undone_after_the_parting_it_is_taken_from_where_it_is(lab: Lab, export: Export, two: None) -> None:
    made = merge(lab)
    batch, _outcome = export(OTHER)
    part(lab, made)
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    assert told(lab.unit(AWAY)) == (AWAY, code(2), "旧址2号", "")
    assert told(lab.unit(KEPT)) == (KEPT, code(1), "旧址1号", "")
    assert entries(lab, AWAY) == entries(lab, KEPT) == {}


def test_merged_twice_over_it_goes_back_step_by_step(lab: Lab, export: Export, two: None) -> None:
    last = {
        "name": "第三家",
        "uscc": code(3),
        "county": "宛城区",
        "township": "汉冶街道",
        "reg_address": "旧址3号",
    }
    lab.run([last | {"org_kind": "非公企业"}])
    first = merge(lab)
    second = merge(lab, keep="第三家", away=KEPT)
    export(OTHER)
    assert lab.unit("第三家").reg_address == "宛城区建设路2号"
    part(lab, second)
    assert (lab.unit("第三家").reg_address, lab.unit(KEPT).reg_address) == ("旧址3号", "宛城区建设路2号")
    part(lab, first)
    assert (lab.unit(KEPT).reg_address, lab.unit(AWAY).reg_address) == ("旧址1号", "宛城区建设路2号")
    assert entries(lab, "第三家") == entries(lab, KEPT) == {}
    assert entries(lab, AWAY)["owner_name"] == "2026-11-01"


def test_a_kept_unit_out_of_reach_is_left_to_the_office_above(lab: Lab, export: Export, two: None) -> None:
    place = lab.world.place["411303"]
    Unit.objects.across_all(because=WHY).filter(name=KEPT).update(territory=place, path=place.path)
    merge(lab)
    _batch, outcome = export(OTHER)
    assert codes(outcome) == ["merged_elsewhere"]
    assert lab.unit(KEPT).reg_address == "旧址1号"
