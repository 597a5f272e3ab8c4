"""Whatever the order of columns and sheets, whatever the usual word in a heading: the same facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.tests.importing.lab import Lab, code
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.layout import Layout
from zhengyou.census.tests.layouts.sheets import ods, xlsx
from zhengyou.standards import Field
from zhengyou.workbooks import mapping, reading, tables
from zhengyou.workbooks.tests import old_excel

UNITS = Layout("", "", lambda _: None, "units", "411302")  # type: ignore[arg-type,return-value]
WRITERS: dict[str, Callable[[Path, dict[str, Any]], object]] = {
    ".xlsx": xlsx,
    ".ods": ods,
    ".xls": old_excel.write,
}
ROWS = [
    {"name": f"企业{n}有限公司", "uscc": code(n), "employees": 10 * n, "revenue": 100.5 * n, "owner_name": "张三",
     "has_org": "是" if n % 2 else "否", "township": "汉冶街道" if n < 4 else "东关街道", "members_total_in": n,
     "reg_status": "正常", "progress": f"备注{n}"}
    for n in range(1, 7)
]  # fmt: skip
KEYS = tuple(ROWS[0])
EXAMPLES = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def words_of(one: Field) -> tuple[str, ...]:
    """The official label of a field and every other word for it."""
    return (one.label_zh, *one.synonyms)


def facts_of(lab: Lab, path: Path) -> dict[str, dict[str, Any]]:
    """What an import of a file gives, forgotten again."""
    with transaction.atomic():
        before = judging.known("units")
        came = judging.send(path, UNITS)
        assert (came.document["errors"], came.document["read"]) == ([], len(ROWS)), came.document["errors"]
        found = judging.held("units", before)
        transaction.set_rollback(True)
    return found


@st.composite
def layouts(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """The rows in some sheets of some format, with columns in some order under some words."""
    rows = draw(st.permutations(ROWS))
    cut = draw(st.integers(0, len(ROWS)))
    known = targets.fields("units")
    pages = {}
    for name, some in (("甲", rows[:cut]), ("乙", rows[cut:])):
        keys = draw(st.permutations(KEYS))
        head = [draw(st.sampled_from(words_of(known[key]))) for key in keys]
        if some:
            pages[name] = [head, *([row[key] for key in keys] for row in some)]
    return draw(st.sampled_from(sorted(WRITERS))), pages


@EXAMPLES
@given(made=layouts())
def test_the_same_facts_in_any_order_under_any_words(lab: Lab, made: tuple[str, dict[str, Any]]) -> None:
    ending, pages = made
    plain = lab.folder / "plain.xlsx"
    known = targets.fields("units")
    xlsx(
        plain, {"甲": [[known[key].label_zh for key in KEYS], *([row[key] for key in KEYS] for row in ROWS)]}
    )
    path = lab.folder / f"shuffled{ending}"
    WRITERS[ending](path, pages)
    assert facts_of(lab, path) == facts_of(lab, plain)


def proposals(kind: str, headings: list[tuple[str, str]]) -> list[mapping.MappedColumn]:
    """What each (group, heading) is taken for when it stands alone beside the name."""
    name = targets.fields(kind)["name"].label_zh
    made = [
        tables.Table(
            str(number),
            (1, 2),
            [tables.Column("A", 0, name), tables.Column("B", 1, heading, group)],
            None,
            [],
            reading.Sheet(str(number)),
        )
        for number, (group, heading) in enumerate(headings)
    ]
    entries = mapping.propose(made, targets.targets(kind)).entries
    assert {one.field for one in entries[::2]} == {"name"}
    return list(entries[1::2])


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
def test_every_word_for_a_field_means_it_beside_the_name(kind: str) -> None:
    fields = targets.fields(kind)
    words = [(key, word) for key, one in fields.items() if key != "name" for word in words_of(one)]
    found = proposals(kind, [("", word) for _, word in words])
    assert [(*word, one.field) for word, one in zip(words, found, strict=True) if one.field != word[0]] == []
    known = mapping.known(targets.targets(kind))
    assert [word for _, word in words if not known(word)] == []


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
def test_every_pair_of_group_and_heading_means_its_field(kind: str) -> None:
    pairs = [
        (key, *pair.split("/", 1))
        for key, one in targets.fields(kind).items()
        if key != "name"
        for pair in one.header_group
    ]
    found = proposals(kind, [(group, leaf) for _, group, leaf in pairs])
    sure = [one.field if one.confidence >= mapping.EXACT else None for one in found]
    assert [(pair, field) for pair, field in zip(pairs, sure, strict=True) if field != pair[0]] == []


def test_no_word_means_two_fields() -> None:
    for kind in ("units", "organisations", "members"):
        met: dict[str, str] = {}
        for key, one in targets.fields(kind).items():
            for word in words_of(one):
                assert met.setdefault(standards.fold(word), key) == key, (kind, word)


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
@pytest.mark.parametrize(
    "heading",
    ["企业数", "企业总数", "企业个数", "企业户数", "企业数（户）", "企业（家）", "企业数量", "单位数", "单位个数",
     "党组织数", "党组织个数", "党员数", "已建党组织数", "支部数", "企业合计"],
)  # fmt: skip
def test_a_heading_that_asks_for_a_number_is_no_name(kind: str, heading: str) -> None:
    table = tables.Table("1", (1,), [tables.Column("A", 0, heading)], None, [], reading.Sheet("1"))
    (found,) = mapping.propose(table, targets.targets(kind)).entries
    assert found.field is None or targets.fields(kind)[found.field].type == "int"


@pytest.mark.parametrize("other", ["单位", "企业", "名称"])
def test_the_heading_that_says_most_is_the_name(other: str) -> None:
    columns = [tables.Column("A", 0, other), tables.Column("B", 1, "单位名称")]
    table = tables.Table("1", (1,), columns, None, [], reading.Sheet("1"))
    found = mapping.propose(table, targets.targets("units")).entries
    assert [one.field for one in found] == [None, "name"]


@pytest.mark.parametrize(
    ("group", "heading", "ours"),
    [
        ("", "企业成立时间", False), ("", "成立日期", False), ("", "成立年月", False), ("", "成立时间", False),
        ("企业基本情况", "成立时间", False), ("基本情况", "成立日期", False), ("", "公司成立日期", False),
        ("党组织", "成立时间", True), ("党建情况", "成立日期", True), ("", "党组织成立时间", True),
        ("", "党支部成立时间", True), ("", "成立党组织时间", True), ("", "成立时间(批复文件附件)", True),
    ],
)  # fmt: skip
def test_the_day_an_enterprise_was_founded_is_not_its_organisations(
    group: str, heading: str, ours: bool
) -> None:
    (found,) = proposals("units", [(group, heading)])
    taken = found.field == "founded" and not targets.of_the_unit("units", found.field, heading, group)
    assert taken == ours
