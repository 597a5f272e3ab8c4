"""The tables of facts: official order and names, words that counties use, and who may see what."""

from itertools import combinations

import pytest

from zhengyou import standards
from zhengyou.standards import FieldTable, fold

UNITS = standards.load_unit_fields()
MEMBERS = standards.load_member_fields()
ORGANISATIONS = standards.load_organisation_fields()
TABLES = [UNITS, MEMBERS, ORGANISATIONS]


def test_numbers_of_fields_and_places() -> None:
    assert [len(table.fields) for table in TABLES] == [87, 20, 21]
    assert [field.key for field in UNITS.places] == ["city", "county", "township"]


@pytest.mark.parametrize("table", TABLES)
def test_fields_stand_in_their_official_order(table: FieldTable) -> None:
    assert [field.seq for field in table] == list(range(1, len(table.fields) + 1))


@pytest.mark.parametrize("table", TABLES)
def test_every_enumeration_access_group_and_owner_is_known(table: FieldTable) -> None:
    enums, groups = standards.load_enums(), set(standards.load_access().all_groups)
    for field in table.everything:
        assert not field.enum or field.enum in enums, field.key
        assert field.access in groups, field.key


@pytest.mark.parametrize("table", TABLES)
def test_no_header_means_two_fields(table: FieldTable) -> None:
    spoken = {
        field.key: {fold(word) for word in (field.label_zh, field.label_en, *field.synonyms)}
        for field in table.everything
    }
    under = {
        field.key: {fold(pair.replace("/", "|", 1)) for pair in field.header_group}
        for field in table.everything
    }
    for words in (spoken, under):
        for one, other in combinations(words, 2):
            assert not words[one] & words[other], (one, other)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_asked_costs_minutes_and_the_rest_is_never_asked(table: FieldTable) -> None:
    for field in table:
        assert (field.cadence == "never") == (not field.held), field.key
        assert field.held or field.minutes == 0, field.key


@pytest.mark.parametrize("table", TABLES)
def test_the_values_of_the_official_table_are_the_values_of_the_enumeration(table: FieldTable) -> None:
    enums = standards.load_enums()
    for field in table:
        if not field.enum or field.key in ("mobile_status", "voluntary", "secretary_education", "education"):
            continue
        values = field.values.split("/")
        assert all(enums[field.enum].code_of(value) for value in values), field.key


@pytest.mark.parametrize(
    ("header", "under", "key"),
    [
        ("企业名称", "", "name"),
        ("单位名称", "", "name"),
        ("信用代码", "", "uscc"),
        ("税号", "", "uscc"),
        ("职工人数", "", "employees"),
        (" 从业人员 （人）", "", "employees"),
        ("年营业收入（万元）", "", "revenue"),
        ("资产总额(元)", "", "assets"),
        ("党组织组建情况", "", "has_org"),
        ("姓名", "书记", "secretary"),
        ("姓名", "业主情况", "owner_name"),
        ("电话", "党组织书记", "secretary_phone"),
        ("人数", "职工情况", "employees"),
        ("正式党员", "党员情况", "members_formal"),
        ("县（市、区）", "", "county"),
        ("市", "所在地", "city"),
        ("乡镇（街道）", "", "township"),
        ("工会", "群团组织", "union_"),
        ("备注", "", "progress"),
    ],
)
def test_headers_that_counties_write_are_understood(header: str, under: str, key: str) -> None:
    found = UNITS.by_header(header, under)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("header", ["姓名", "序号", "", "（）", "天气"])
def test_a_header_without_a_clear_meaning_means_nothing(header: str) -> None:
    assert UNITS.by_header(header) is None


def test_names_of_people_are_personal_and_numbers_are_revealed_only() -> None:
    assert UNITS["secretary"].access == "secretary_personal"
    assert UNITS["owner_politics"].access == "unit_owner"
    assert MEMBERS["id_number"].access == "reveal_id"
    assert MEMBERS["phone"].access == "member_personal"


def test_facts_of_an_organisation_live_with_the_organisation() -> None:
    owned = {field.key for field in UNITS if field.owner == "organisation"}
    assert {
        "org_name",
        "org_level",
        "founded",
        "parent_org",
        "last_election",
        "secretary",
        "workers_full",
    } <= owned
    assert {field.key for field in UNITS if field.owner == "member-derived"} == {"members_u35", "developed"}


def test_a_field_is_found_by_its_key() -> None:
    assert UNITS["uscc"].label("en") == "Unified social credit code"
    assert UNITS["uscc"].label("zh-hans") == "统一社会信用代码"
    assert "ethnicity" in MEMBERS
    assert MEMBERS.get("nothing") is None
    assert UNITS.get("county") is not None
