"""Words that registers and ledgers use: types of enterprise in full, phrases for yes and no, words of another question."""

from __future__ import annotations

import pytest

from zhengyou import standards
from zhengyou.census.rules.findings import Reading
from zhengyou.census.rules.words import choice_reader, yes_no_reader


def each(text: str) -> list[str]:
    return text.split()


def doubt(said: Reading) -> tuple[str, str]:
    assert said.value is None
    assert said.finding is not None
    return said.finding.code, said.finding.severity


def _chosen(enum: str, text: str) -> Reading:
    return choice_reader("项目", standards.load_enums()[enum])(text)


TYPES = {
    "private": """
        有限责任公司(自然人独资)|有限责任公司（自然人投资或控股）|有限责任公司(自然人投资或控股的法人独资)|私营独资企业|个人独资企业
        股份有限公司(非上市、自然人投资或控股)|股份有限公司（上市、自然人投资或控股）|有限责任公司分公司(自然人投资或控股)
        私营合伙企业|私营有限责任公司|私营股份有限公司|173私营有限责任公司|（173）私营有限责任公司
    """,
    "hmt": """
        有限责任公司(港澳台独资)|有限责任公司（港澳台投资、非独资）|有限责任公司(台港澳与境内合资)|有限责任公司(台港澳法人独资)
        有限责任公司(台港澳自然人独资)|有限责任公司（港澳台合资）|股份有限公司（港澳台投资、未上市）|合资经营企业(港或澳、台资)
        合作经营企业（港或澳、台资）|港、澳、台商独资经营企业|港、澳、台商投资股份有限公司|其他港、澳、台商投资企业|港澳台投资有限责任公司
    """,
    "foreign": """
        有限责任公司(外商投资、非独资)|有限责任公司（外国法人独资）|有限责任公司(外国自然人独资)|有限责任公司(中外合资)|有限责任公司(外商合资)
        股份有限公司(中外合资、未上市)|中外合资经营企业|中外合作经营企业|外资企业|外商投资股份有限公司|外商投资合伙企业|其他外商投资企业
    """,
}


@pytest.mark.parametrize(
    ("code", "text"),
    [(code, text) for code, some in TYPES.items() for text in some.replace("\n", "|").split("|")],
)
def test_a_registered_type_in_full_is_read(code: str, text: str) -> None:
    if text.strip():
        assert _chosen("ownership_type", text) == Reading(code)


@pytest.mark.parametrize(
    "text",
    [
        "有限责任公司(法人独资)",
        "有限责任公司(非自然人投资或控股的法人独资)",
        "有限责任公司(国有独资)",
        "有限责任公司(国有控股)",
        "普通合伙企业",
        "有限责任公司（外商投资企业法人独资）",
        "股份有限公司(非上市、国有控股)",
        "其他有限责任公司",
        "集体所有制",
        "股份合作制",
        "农民专业合作社联合社",
        "个体工商户",
        "有限责任公司(台港澳与外国投资者合资)",
        "有限责任公司",
    ],
)
def test_a_type_that_leaves_open_who_invested_is_told(text: str) -> None:
    said = _chosen("ownership_type", text)
    assert doubt(said) == ("other_question", "warning")


@pytest.mark.parametrize(
    ("enum", "text"),
    [
        *(("reg_status", word) for word in ("迁出", "已迁出", "清算中", "列入经营异常名录")),
        *(("org_level", word) for word in ("两新工委", "党工委", "联合")),
        ("form", "党支部"),
        ("standing", "党员"),
    ],
)
def test_a_word_that_answers_another_question_keeps_the_row(enum: str, text: str) -> None:
    assert doubt(_chosen(enum, text)) == ("other_question", "warning")


@pytest.mark.parametrize("text", ["行业党委", "综合党委", "两新组织综合党委", "园区党委"])
def test_committees_of_a_trade_or_a_park_are_committees(text: str) -> None:
    assert _chosen("org_level", text) == Reading("committee")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        *(
            (True, one)
            for one in [
                "按规定开展",
                "已纳入",
                "纳入年度预算",
                "定期开展",
                "每季度开展",
                "已建立党支部",
                "有独立的党员活动室",
            ]
        ),
        *(
            (False, one)
            for one in [
                "未纳入",
                "未列入预算",
                "未按规定开展",
                "尚未建立",
                "无工会",
                "没有纳入预算",
                "不达标",
                "无独立活动场所",
            ]
        ),
    ],
)
def test_a_phrase_that_is_clear_says_yes_or_no(said: bool, text: str) -> None:
    assert yes_no_reader("项目", standards.load_enums()["yes_no"])(text) == Reading(said)


@pytest.mark.parametrize(
    "text",
    [
        "部分开展",
        "未全部开展",
        "不定期开展",
        "正在筹建",
        "拟建",
        "有困难",
        "有3名党员",
        "已建立联系",
        "无专职",
        "应建未建",
    ],
)
def test_a_phrase_that_is_not_clear_goes_back(text: str) -> None:
    said = yes_no_reader("项目", standards.load_enums()["yes_no"])(text)
    assert doubt(said) == ("not_yes_no", "error")
