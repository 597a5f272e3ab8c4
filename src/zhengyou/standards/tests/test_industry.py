"""What counties write about an industry becomes one code, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou import standards
from zhengyou.standards.rules import industry

TABLE = standards.load_industries()


def test_there_are_20_sections_and_97_divisions() -> None:
    assert len(TABLE.sections) == 20
    assert len(TABLE.divisions) == 97
    assert sorted(TABLE.divisions) == [f"{number:02d}" for number in range(1, 98)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A05", "A05"),
        ("a05", "A05"),
        ("05", "A05"),
        ("5", "A05"),
        ("C13", "C13"),
        ("C", "C"),
        ("13", "C13"),
        ("13.0", "C13"),
        ("C1311", "C1311"),
        ("1311", "C1311"),
        ("Ｃ１３", "C13"),
        ("701", "K701"),
        ("制造业", "C"),
        ("农副食品加工业", "C13"),
        ("C 制造业", "C"),
        ("C13 农副食品加工业", "C13"),
        ("农副食品加工业(C13)", "C13"),
        ("制造业/农副食品加工业", "C13"),
        ("制造业-13农副食品加工业", "C13"),
        ("房地产开发经营", "K701"),
        ("软件业", "I65"),
        ("批发零售业", "F"),
        ("教育", "P83"),
    ],
)
def test_codes_and_names_are_read(text: str, code: str) -> None:
    found = industry.parse(text, TABLE)
    assert found is not None
    assert found.code == code
    assert found.section == code[0]
    assert found.division == (code[1:3] or None)
    assert found.name == TABLE.name(code)


@pytest.mark.parametrize(
    "text", ["", "A13", "98", "00", "X", "工业", "制造业/零售业", "12345", "U01", "高科技"]
)
def test_contradictions_and_unknown_words_mean_nothing(text: str) -> None:
    assert industry.parse(text, TABLE) is None


@given(st.text(max_size=20))
def test_any_text_gives_a_known_industry_or_nothing(text: str) -> None:
    found = industry.parse(text, TABLE)
    assert found is None or (found.name and found.section in TABLE.sections)


def test_every_synonym_leads_to_an_industry() -> None:
    for name, code in TABLE.names.items():
        found = industry.parse(name, TABLE)
        assert found is not None
        assert found.code == code
