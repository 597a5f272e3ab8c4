"""Proposed wordings: plain sentences from demand, measures, bodies and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhengyou.campaigns.rules.document import drafting
from zhengyou.campaigns.rules.document.content import Item, Measure
from zhengyou.campaigns.tests.document_matter import GOOD, item


def asked(text: str, *measures: Measure) -> Item:
    return replace(item(measures=measures), asked=text, text="")


def test_one_measure_is_one_sentence() -> None:
    said = drafting.answer(asked("要加大组建力度。", GOOD))
    assert said == (
        "围绕“要加大组建力度”，逐户排查应建未建单位，由组织部牵头，统战部、工商联配合，于2026年12月10日前完成，"
        "以“名单逐户有负责人和日期”为完成标志。"
    )


def test_several_measures_are_counted() -> None:
    said = drafting.answer(asked("要加大组建力度。", GOOD, replace(GOOD, title="选派指导员。", assists=())))
    assert "采取以下措施：一是逐户排查应建未建单位，" in said
    assert "；二是选派指导员，由组织部牵头，于" in said


def test_a_measure_called_as_the_demand_is_not_introduced_by_it() -> None:
    said = drafting.answer(asked("要逐户排查应建未建单位。", GOOD))
    assert said.startswith("逐户排查应建未建单位，由组织部牵头")


def test_without_a_measure_nothing_is_proposed() -> None:
    assert drafting.answer(asked("要加大组建力度。")) == ""


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"leads": (), "assists": ()},
            "逐户排查应建未建单位，于2026年12月10日前完成，以“名单逐户有负责人和日期”为完成标志",
        ),
        (
            {"due_on": None},
            "逐户排查应建未建单位，由组织部牵头，统战部、工商联配合，以“名单逐户有负责人和日期”为完成标志",
        ),
        ({"done_when": ""}, "逐户排查应建未建单位，由组织部牵头，统战部、工商联配合，于2026年12月10日前完成"),
        (
            {"starts_on": date(2026, 12, 1), "done_when": "", "assists": ()},
            "逐户排查应建未建单位，由组织部牵头，2026年12月1日开始，2026年12月10日前完成",
        ),
    ],
)
def test_what_is_not_known_yet_is_left_out(facts: dict[str, object], said: str) -> None:
    assert drafting.measure(replace(GOOD, **facts)) == said  # type: ignore[arg-type]


def test_a_long_demand_is_quoted_up_to_a_pause() -> None:
    long = (
        "要把生产经营管理作为开展活动的重心，把生产经营中的难点作为开展活动的重点，把提高员工素质作为着力点。"
    )
    assert drafting.core(long) == "要把生产经营管理作为开展活动的重心，把生产经营中的难点作为开展活动的重点"
    assert drafting.core("字" * 80) == "字" * 39 + "…"


def test_marks_of_a_latin_keyboard_are_printed_in_full_width() -> None:
    assert drafting.full_width("认清形势,增强主动性(试点)") == "认清形势，增强主动性（试点）"
    assert drafting.full_width("3,000户,1.5倍 v1.0 (beta)") == "3,000户，1.5倍 v1.0 (beta)"


def test_titles_in_titles_nest() -> None:
    assert (
        drafting.title(["关于转发《意见》的通知"], "南阳市")
        == "南阳市贯彻落实《关于转发〈意见〉的通知》的具体意见和措施"
    )
    assert (
        drafting.title(["甲", "乙", "丙"], "南阳市") == "南阳市贯彻落实《甲》和《乙》等文件的具体意见和措施"
    )
