"""Words and codes: what people write becomes a code, what is shown is the word of the official table."""

import pytest

from zhengyou import standards

ENUMS = standards.load_enums()


@pytest.mark.parametrize("enum", list(ENUMS), ids=lambda enum: enum.name)
def test_every_spelling_leads_back_to_its_code(enum: standards.Enum) -> None:
    for value in enum.values:
        assert {enum.code_of(spelling) for spelling in value.spellings} == {value.code}
        assert enum.label(value.code, "zh-hans") == value.zh
        assert enum.label(value.code, "en") == value.en


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("org_kind", "行业商（协）会", "association"),
        ("org_kind", "工商联基层分会", "federation_branch"),
        ("org_kind", "enterprise", "enterprise"),
        ("reg_status", "存续", "normal"),
        ("reg_status", "僵尸·空挂", "dormant"),
        ("org_level", "党支部(联合党支部)", "branch"),
        ("org_level", "联合支部", "joint_branch"),
        ("yes_no", "√", "yes"),
        ("yes_no", "×", "no"),
        ("yes_no", " 是 ", "yes"),
        ("education", "大专", "college"),
    ],
)
def test_usual_words_are_understood(name: str, text: str, code: str) -> None:
    assert ENUMS[name].code_of(text) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [("reg_status", "失联"), ("category", "党员"), ("condition", "正常"), ("yes_no", ""), ("yes_no", "？")],
)
def test_words_that_could_mean_two_things_mean_nothing(name: str, text: str) -> None:
    assert ENUMS[name].code_of(text) is None


def test_choices_are_pairs_for_a_drop_down() -> None:
    assert ENUMS["gender"].choices() == [("male", "男"), ("female", "女")]


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError, match="gender: x"):
        ENUMS["gender"].zh("x")
