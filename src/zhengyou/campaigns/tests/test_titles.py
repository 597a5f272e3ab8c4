"""What a task is called, as proposed from its clause."""

from __future__ import annotations

import pytest

from zhengyou.campaigns.rules.titles import LONGEST, proposed


@pytest.mark.parametrize(
    ("text", "duty", "title"),
    [
        ("各省辖市要及时汇报会议精神，结合实际。", ["要"], "及时汇报会议精神，结合实际"),
        ("必须在年底前报齐名册；逾期说明原因。", ["必须"], "在年底前报齐名册"),
        ("认真听取群众意见", [], "认真听取群众意见"),
        ("有序，就是要系统谋划，科学安排", ["要"], "系统谋划，科学安排"),
        ("要办", ["要"], "要办"),
        ("", [], ""),
    ],
)
def test_it_says_what_is_to_be_done(text: str, duty: list[str], title: str) -> None:
    assert proposed(text, duty) == title


def test_a_long_clause_is_cut_at_a_comma_or_at_the_length() -> None:
    assert proposed("系统谋划，" * 20) == ("系统谋划，" * 12)[:-1]
    assert len(proposed("长" * 200)) == LONGEST
