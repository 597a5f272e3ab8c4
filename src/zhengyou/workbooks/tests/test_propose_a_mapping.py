"""Columns are mapped by their headings, however these are written and ordered."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.workbooks import cells, mapping
from zhengyou.workbooks.mapping import MappedColumn, Mapping, Target, fingerprint, normalise, propose
from zhengyou.workbooks.tables import Column, Table
from zhengyou.workbooks.tests.makers import TARGETS, fields, make_csv, make_xlsx, only_table


def table_of(*headings: str | tuple[str, str]) -> Table:
    columns = []
    for index, heading in enumerate(headings):
        group, header = heading if isinstance(heading, tuple) else ("", heading)
        columns.append(Column(cells.letter(index), index, header, group))
    return Table("单位", (1,), columns, None, [], None)  # type: ignore[arg-type]  # no rows are read here


def entry(*headings: str | tuple[str, str]) -> MappedColumn:
    return propose(table_of(*headings), TARGETS).entries[0]


@pytest.mark.parametrize(
    "written",
    [
        "统一社会信用代码",
        " 统一社会\n信用代码 ",
        "＊统一社会信用代码（必填）",
        "3、统一社会信用代码",
        "（二）统一社会信用代码：",
        "统一社会信用代码*",
    ],
)
def test_an_official_label_is_certain_however_it_is_written(written: str) -> None:
    assert (entry(written).field, entry(written).confidence) == ("uscc", 1.0)


def test_a_synonym_is_nearly_certain() -> None:
    assert entry("信用代码").field == "uscc"
    assert 0.9 <= entry("信用代码").confidence < 1


def test_a_contained_label_is_a_guess_with_a_low_confidence() -> None:
    found = entry("本地职工人数")
    assert found.field == "employees"
    assert 0.5 <= found.confidence <= 0.75


def test_a_time_in_a_heading_takes_little_of_its_confidence() -> None:
    found = entry("2023年职工人数")
    assert found.field == "employees"
    assert 0.8 <= found.confidence < 0.95


def test_what_fits_nothing_is_listed_without_a_field() -> None:
    found = propose(table_of("单位名称", "吉祥物"), TARGETS).entries[1]
    assert (found.column, found.header, found.field, found.confidence) == ("B", "吉祥物", None, 0.0)


def test_brackets_do_not_matter_where_the_rest_fits() -> None:
    assert entry("单位名称（全称）").field == "name"
    assert entry("企业(单位)名称").confidence == 1.0


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("年营业收入（万元）", "万元"),
        ("年营业收入(单位：亿元)", "亿元"),
        ("营业收入[元]", "元"),
        ("营业收入（千元）", "千元"),
        ("营业收入（百万元）", "百万元"),
        ("营业收入（万美元）", "其他"),
        ("营业收入", None),
        ("营业收入万元", "万元"),
        ("公司（元通）名称", None),
    ],
)
def test_the_unit_is_read_from_the_heading(heading: str, unit: str | None) -> None:
    assert entry(heading).unit == unit


@pytest.mark.parametrize("line", ["单位：万元", "金额单位:万元", "计量单位：人、万元", "（单位：万元）"])
def test_the_unit_is_read_from_a_line_above(line: str) -> None:
    assert mapping.unit_in(line) == "万元"


def test_a_unit_in_the_heading_does_not_lower_the_confidence() -> None:
    assert entry("年营业收入（亿元）").confidence == 1.0


def test_a_leaf_is_understood_under_its_group() -> None:
    found = propose(
        table_of(
            ("党组织书记", "姓名"), ("法定代表人", "姓名"), ("党组织书记", "电话"), ("党员情况", "总数")
        ),
        TARGETS,
    )
    assert [each.field for each in found.entries] == ["secretary", "owner", "secretary_phone", "members"]
    assert found.entries[0].confidence == 1.0


def test_a_leaf_that_several_groups_share_means_nothing_alone() -> None:
    targets = [Target("person", ("姓名",))]
    found = propose(table_of(("甲组", "姓名"), ("乙组", "姓名")), targets)
    assert [each.field for each in found.entries] == [None, None]


def test_tick_columns_are_answers_of_one_field() -> None:
    found = propose(table_of("单位名称", *(("组建形式", each) for each in ("单独", "联合", "挂靠"))), TARGETS)
    assert [(each.field, each.option) for each in found.entries[1:]] == [
        ("form", "单独"),
        ("form", "联合"),
        ("form", "挂靠"),
    ]
    assert set(found.fields("单位")) == {"name"}


def test_each_field_goes_to_one_column_and_rivals_make_it_less_sure() -> None:
    found = propose(table_of("企业名称", "单位名称"), TARGETS)
    taken = [each for each in found.entries if each.field == "name"]
    assert len(taken) == 1
    assert taken[0].confidence < 0.8
    assert {each.field for each in found.entries} == {"name", None}


def test_a_column_that_fits_several_fields_names_the_others() -> None:
    targets = [Target("a", ("人数",)), Target("b", ("人数",))]
    (found,) = propose(table_of("人数"), targets).entries
    assert found.confidence < 0.8
    assert {found.field, *found.alternatives} == {"a", "b"}


def test_two_guesses_for_one_field_are_left_to_a_person() -> None:
    found = propose(table_of("会长姓名", "党员姓名"), [Target("name", ("姓名",))])
    assert [(each.field, each.alternatives) for each in found.entries] == [(None, ("name",))] * 2


def test_a_mapping_survives_json() -> None:
    found = propose(table_of("单位名称", ("组建形式", "单独"), "收入（亿元）", "吉祥物"), TARGETS)
    assert Mapping.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_mapping_of_three_words_a_column_is_enough() -> None:
    found = Mapping.from_json([{"sheet": "单位", "column": "c", "field": "name"}])
    assert found.fields("单位")["name"].index == 2


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"columns": 3},
        ["甲"],
        [{"sheet": "单位", "column": "C3", "field": "name"}],
        [{"sheet": "单位", "column": "C", "field": 3}],
        [{"sheet": "单位", "column": "C", "field": "x", "unit": "斤"}],
        [{"sheet": "单位", "column": "C", "field": "x", "confidence": 7}],
        [{"sheet": "单位", "column": "C", "field": "x"}, {"sheet": "单位", "column": "D", "field": "x"}],
    ],
)
def test_a_broken_mapping_is_refused_in_a_sentence(document: Any) -> None:
    with pytest.raises(mapping.BadMapping, match=r"。$"):
        Mapping.from_json(document)


def test_normalising_keeps_what_tells_headings_apart() -> None:
    assert normalise("其中：正式党员") == "正式党员"
    assert normalise("35岁以下") == "35岁以下"
    assert normalise("党员（正式）") != normalise("党员（预备）")
    assert normalise("１２月Ａ列") == "12月a列"


HEADINGS = [
    "单位名称",
    "信用代码",
    "职工人数",
    "营业收入（亿元）",
    "党员总数",
    "书记姓名",
    "所在乡镇",
    "吉祥物",
]


@settings(deadline=None)
@given(st.permutations(HEADINGS))
def test_the_order_of_columns_changes_nothing(headings: list[str]) -> None:
    def meaning(table: Table) -> dict[str, tuple[str | None, float]]:
        return {e.header: (e.field, e.confidence) for e in propose(table, TARGETS).entries}

    assert meaning(table_of(*headings)) == meaning(table_of(*HEADINGS))
    assert fingerprint(table_of(*headings)) == fingerprint(table_of(*HEADINGS))


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8), st.randoms(use_true_random=False))
def test_any_headings_can_be_shuffled(headings: list[str], random: Any) -> None:
    headings = list(dict.fromkeys([*headings, "企业名称", "单位名称", "单位名称（全称）"]))
    shuffled = random.sample(headings, len(headings))
    before = {e.header: e.field for e in propose(table_of(*headings), TARGETS).entries}
    assert {e.header: e.field for e in propose(table_of(*shuffled), TARGETS).entries} == before


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(6)))
def test_a_shuffled_file_gives_the_same_rows(order: list[int]) -> None:
    rows = [HEADINGS[:6], ["甲", "91", "3", "1.5", "4", "张"], ["乙", "92", "", "", "", ""]]
    with tempfile.TemporaryDirectory() as folder:
        path = make_csv(Path(folder) / "a.csv", [[row[place] for place in order] for row in rows])
        table = only_table(path)
        where = {field: letter for letter, field in fields(table).items()}
        read = [{f: values[cells.index(where[f])] for f in where} for _, values in table.rows()]
    names = ["name", "uscc", "employees", "revenue", "members", "secretary"]
    wanted = [dict(zip(names, [value or None for value in row], strict=True)) for row in rows[1:]]
    assert read == wanted


def test_known_recognises_labels_synonyms_and_leaves_under_their_group(tmp_path: Path) -> None:
    known = mapping.known(TARGETS)
    assert known("＊单位名称")
    assert known("党组织书记姓名")
    assert not known("吉祥物")
    merges = {"单位": {"A1:B1": "党组织书记"}}
    table = only_table(make_xlsx(tmp_path / "a.xlsx", {"单位": [[], ["姓名", "电话"], ["张", "1"]]}, merges))
    assert fields(table) == {"A": "secretary", "B": "secretary_phone"}
