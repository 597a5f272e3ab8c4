"""A row belongs where its columns say, else where its addresses say, else to the limit; another place's rows are refused."""

from __future__ import annotations

import pytest

from zhengyou import standards
from zhengyou.census.rules.places import Place, Places, Where
from zhengyou.scoping.prefix import label


@pytest.fixture(scope="module")
def places() -> Places:
    """All of Henan."""
    divisions = standards.load_divisions()
    paths: dict[str, str] = {"": ""}
    count: dict[str, int] = {}
    rows = []
    for number, one in enumerate(divisions.all):
        place = count.get(one.parent, 0)
        count[one.parent] = place + 1
        paths[one.code] = paths[one.parent] + label(place)
        rows.append((number + 1, one.code, one.name, one.level, paths[one.code]))
    return Places(rows, divisions)


def name(places: Places, limit: str, **where: str) -> str:
    """The name of the place found, or the code of the error."""
    found = places.resolve(Where(**where), places.by_code[limit])
    return found.place.name if found.place else found.findings[-1].code


def doubts(places: Places, limit: str, **where: str) -> list[str]:
    return [finding.code for finding in places.resolve(Where(**where), places.by_code[limit]).findings]


def place(places: Places, code: str) -> Place:
    return places.by_code[code]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "宛城区"),
        ({"city": "南阳市", "county": "宛城区", "township": "汉冶街道"}, "汉冶街道"),
        ({"city": "南阳", "county": "宛城", "township": "汉冶"}, "汉冶街道"),
        ({"county": "411302"}, "宛城区"),
        ({"county": "411302000000"}, "宛城区"),
        ({"county": "南阳市宛城区"}, "宛城区"),
        ({"county": "河南省南阳市宛城区"}, "宛城区"),
        ({"township": "汉冶街道办事处"}, "汉冶街道"),
        ({"township": "汉冶办"}, "汉冶街道"),
        ({"community": "汉冶街道工农路社区"}, "汉冶街道"),
        ({"address": "南阳市宛城区汉冶街道工农路12号"}, "汉冶街道"),
        ({"address": "工农路12号（汉冶街道）"}, "汉冶街道"),
        ({"address": "郑州路12号"}, "宛城区"),
        ({"address": "南阳宛城区红泥湾镇"}, "红泥湾镇"),
        ({"community": "东关街道", "address": "汉冶街道工农路"}, "东关街道"),
        ({"county": "区直"}, "宛城区"),
    ],
)
def test_rows_of_a_county(places: Places, where: dict[str, str], expected: str) -> None:
    assert name(places, "411302", **where) == expected


@pytest.mark.parametrize(
    "where",
    [
        {"county": "卧龙区"},
        {"city": "郑州市"},
        {"county": "金水区"},
        {"township": "七一街道"},
        {"address": "郑州市金水区花园路1号"},
        {"address": "河南省南阳市卧龙区七一街道"},
        {"address": "湖北省襄阳市樊城区"},
        {"city": "湖北省襄阳市"},
        {"community": "卧龙区七一街道"},
    ],
)
def test_rows_that_name_another_place_are_refused(places: Places, where: dict[str, str]) -> None:
    assert name(places, "411302", **where) == "other_place"


def test_a_county_that_no_list_has_is_refused(places: Places) -> None:
    assert name(places, "411302", county="某某新城") == "unknown_place"


def test_a_township_that_no_list_has_is_taken_for_its_county_with_a_doubt(places: Places) -> None:
    assert name(places, "411302", township="产业集聚区") == "宛城区"
    assert doubts(places, "411302", township="产业集聚区") == ["unknown_township"]


def test_two_townships_in_one_address_are_none(places: Places) -> None:
    assert name(places, "411302", address="东关街道与汉冶街道交界处") == "宛城区"


def test_townships_of_one_name_in_a_city_need_their_county(places: Places) -> None:
    twice = next(
        names
        for names in {one.name for one in places.by_pk.values() if one.level == "township"}
        if len(
            [
                hit
                for hit in places.named(names, "township", within=place(places, "411300").path)
                if hit.path.startswith(place(places, "411300").path)
            ]
        )
        > 1
    )
    assert doubts(places, "411300", township=twice) == ["place_ambiguous"]
    assert name(places, "411300", township=twice) == "南阳市"


def test_columns_go_before_addresses(places: Places) -> None:
    where = {"county": "宛城区", "address": "郑州市金水区花园路1号"}
    assert name(places, "411302", **where) == "宛城区"
    assert doubts(places, "411302", **where) == ["place_differs"]


def test_an_address_finds_the_county_within_a_city(places: Places) -> None:
    assert name(places, "411300", address="河南省南阳市卧龙区七一街道人民路") == "七一街道"


def test_jiyuan_is_city_and_county_at_once(places: Places) -> None:
    jiyuan = place(places, "419001")
    township = next(
        one for one in places.by_pk.values() if one.path.startswith(jiyuan.path) and one != jiyuan
    )
    assert name(places, "419001", city="济源市", county="济源市", township=township.name) == township.name
    assert township.county_path == jiyuan.path


def test_a_township_office_takes_its_own_rows_only(places: Places) -> None:
    limit = next(one.code for one in places.by_pk.values() if one.name == "汉冶街道")
    assert name(places, limit) == "汉冶街道"
    assert name(places, limit, county="宛城区", township="汉冶街道") == "汉冶街道"
    assert name(places, limit, township="东关街道") == "other_place"
    assert name(places, limit, township="不知何处") == "other_place"
