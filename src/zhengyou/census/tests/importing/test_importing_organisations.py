"""A workbook of organisations becomes a line: found by code or name, put under superiors, linked with units."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhengyou.census.tests.importing.lab import BECAUSE, Lab, codes, doubts, figures
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation


def run(lab: Lab, *rows: dict[str, Any], **more: Any) -> tuple[Any, Any]:
    return lab.run(list(rows), kind="organisations", **more)


def test_rows_may_name_superiors_further_down(lab: Lab) -> None:
    rows = [
        {"name": "一支部", "superior": "某总支", "level": "党支部", "founded": "2015-03"},
        {"name": "某总支", "superior": "某党委", "level": "党总支"},
        {"name": "某党委", "level": "党委", "superior": "中共宛城区非公企业委员会", "township": "汉冶街道"},
    ]
    _, outcome = run(lab, *rows)
    assert figures(outcome) == (3, 3, 0, 0, 0)
    branch = lab.organisation("一支部")
    general, committee = lab.organisation("某总支"), lab.organisation("某党委")
    assert branch.superior == general
    assert general.superior == committee
    assert branch.path == general.path + "0000"
    assert general.path.startswith(committee.path)
    assert (branch.founded, branch.valid_from) == ("2015-03", date(2015, 3, 1))
    assert committee.territory.name == "汉冶街道"


def test_the_code_finds_an_organisation_that_changed_its_name(lab: Lab) -> None:
    run(lab, {"name": "老名支部", "code": "a 001"})
    _, outcome = run(lab, {"name": "新名支部", "code": "A001"})
    assert figures(outcome) == (1, 0, 1, 0, 0)
    assert lab.organisation("新名支部").code == "A001"


def test_election_due_follows_from_last_election_and_term(lab: Lab) -> None:
    run(lab, {"name": "一支部", "level": "党支部", "last_election": "2024-06-01"})
    assert lab.organisation("一支部").election_due == date(2027, 6, 1)


def test_another_superior_moves_the_subtree_and_dates_the_links(lab: Lab) -> None:
    run(
        lab,
        {"name": "甲党委"},
        {"name": "乙党委"},
        {"name": "总支", "superior": "甲党委"},
        {"name": "支部", "superior": "总支"},
    )
    first = OrganisationLink.objects.across_all(because=BECAUSE).get(organisation__name="总支")
    first.valid_from = date(2020, 1, 1)
    first.save()
    _, outcome = run(lab, {"name": "总支", "superior": "乙党委"})
    assert figures(outcome) == (1, 0, 1, 0, 0)
    general, branch, committee = (
        lab.organisation("总支"),
        lab.organisation("支部"),
        lab.organisation("乙党委"),
    )
    assert general.path == committee.path + "0000"
    assert branch.path == general.path + "0000"
    links = (
        OrganisationLink.objects.across_all(because=BECAUSE)
        .filter(organisation=general)
        .order_by("valid_from")
    )
    assert [(link.superior.name if link.superior else "", link.valid_to) for link in links] == [
        ("甲党委", lab.world.round.as_of),
        ("乙党委", None),
    ]


def test_a_circle_is_not_made(lab: Lab) -> None:
    run(lab, {"name": "甲党委"}, {"name": "乙党委", "superior": "甲党委"})
    _, outcome = run(lab, {"name": "甲党委", "superior": "乙党委"})
    assert doubts(outcome) == ["superior_circle"]
    assert lab.organisation("甲党委").superior is None
    _, outcome = run(lab, {"name": "甲党委", "superior": "甲党委"})
    assert codes(outcome) == ["superior_circle"]


def test_two_rows_in_a_circle_keep_the_first(lab: Lab) -> None:
    _, outcome = run(lab, {"name": "甲", "superior": "乙"}, {"name": "乙", "superior": "甲"})
    assert doubts(outcome) == ["superior_circle"]
    assert (lab.organisation("甲").superior, lab.organisation("乙").superior) == (
        lab.organisation("乙"),
        None,
    )


def test_units_that_a_row_lists_are_linked(lab: Lab) -> None:
    _, outcome = run(
        lab,
        {
            "name": "街区联合党支部",
            "level": "联合党支部",
            "units": "宛城小吃店、宛城新材料有限公司；不存在的单位",
        },
    )
    assert doubts(outcome) == ["unit_unknown"]
    for name in ("宛城小吃店", "宛城新材料有限公司"):
        unit = lab.unit(name)
        assert (unit.organisation, unit.has_org) == (lab.organisation("街区联合党支部"), True)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": None, "level": "党委"}, "name_missing"),
        ({"name": "甲", "level": "大队"}, "unknown_choice"),
        ({"name": "甲", "county": "卧龙区"}, "other_place"),
        ({"name": "甲", "founded": "2020", "last_election": "2019"}, "elected_before_founding"),
        ({"name": "中共南阳市非公企业工作委员会", "level": "党委"}, "other_place"),
    ],
)
def test_a_row_is_refused(lab: Lab, row: dict[str, Any], code: str) -> None:
    _, outcome = run(lab, row)
    assert codes(outcome) == [code]


def test_every_path_stands_below_its_superiors(lab: Lab) -> None:
    rows = [{"name": f"第{n}组织", "superior": f"第{n // 2}组织" if n > 1 else None} for n in range(1, 40)]
    run(lab, *rows)
    run(
        lab,
        {"name": "第3组织", "superior": "第20组织"},
        {"name": "第20组织", "superior": "中共宛城区非公企业委员会"},
    )
    for one in PartyOrganisation.objects.across_all(because=BECAUSE).select_related("superior"):
        above = one.superior.path if one.superior else ""
        assert one.path.startswith(above)
        assert len(one.path) == len(above) + 4
        link = OrganisationLink.objects.across_all(because=BECAUSE).get(organisation=one, valid_to=None)
        assert link.superior == one.superior
