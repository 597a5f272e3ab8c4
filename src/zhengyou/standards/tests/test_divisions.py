"""Places of Henan: the agreed counts, and names as tables write them."""

import pytest

from zhengyou import standards

PLACES = standards.load_divisions()


def test_there_are_18_cities_157_counties_and_2471_townships() -> None:
    assert len(PLACES.cities) == 18
    assert len(PLACES.counties) == 157
    assert len(PLACES.townships) == 2471
    assert len(PLACES.all) == 1 + 17 + 157 + 2471


def test_jiyuan_is_one_place_that_counts_as_city_and_county() -> None:
    jiyuan = PLACES.get("419001")
    assert jiyuan is not None
    assert jiyuan in PLACES.cities
    assert jiyuan in PLACES.counties
    assert len(PLACES.children("419001")) == 16
    assert PLACES.find("济源市", parent="419001") == jiyuan


def test_every_county_has_townships_and_codes_nest() -> None:
    for county in PLACES.counties:
        below = PLACES.children(county.code)
        assert below, county.name
        assert all(place.level == "township" and place.code.startswith(county.code) for place in below)


def test_functional_zones_are_offered_but_not_loaded() -> None:
    assert len(PLACES.zones) == 24
    assert all("71" <= zone.code[4:] <= "79" and PLACES.get(zone.code) is None for zone in PLACES.zones)


@pytest.mark.parametrize(
    ("text", "parent", "code"),
    [
        ("南阳市", "", "411300"),
        ("南阳", "", "411300"),
        ("濮阳", "410000", "410900"),
        ("濮阳", "410900", "410928"),
        ("411302", "411300", "411302"),
        ("偃师市", "", "410307"),
        ("410381", "410300", "410307"),
        ("孟津县", "410300", "410308"),
        ("管城区", "410100", "410104"),
        ("沁园街道办事处", "419001", "419001001"),
        ("沁园办", "419001", "419001001"),
    ],
)
def test_names_as_tables_write_them(text: str, parent: str, code: str) -> None:
    found = PLACES.find(text, parent)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "parent"), [("濮阳", ""), ("城关镇", ""), ("郊区", ""), ("", ""), ("411302", "410100")]
)
def test_a_name_that_fits_two_places_or_none_means_neither(text: str, parent: str) -> None:
    assert PLACES.find(text, parent) is None


def test_the_level_narrows_a_search() -> None:
    city, county = PLACES.find("安阳", level="city"), PLACES.find("安阳", level="county")
    assert city is not None
    assert county is not None
    assert (city.code, county.code) == ("410500", "410522")


@pytest.mark.parametrize(
    ("code", "short"), [("410100", "郑州"), ("410221", "杞县"), ("410104", "管城"), ("419001001", "沁园")]
)
def test_short_names(code: str, short: str) -> None:
    place = PLACES.get(code)
    assert place is not None
    assert place.short_name == short


def test_each_city_has_a_tile() -> None:
    tiles = standards.load_tiles()
    assert {tile.code for tile in tiles.tiles} == {city.code for city in PLACES.cities}
    assert tiles.get("410100") is not None
    assert tiles.get("410102") is None


def test_counties_are_laid_out_in_code_order() -> None:
    laid = standards.lay_out([county.code for county in PLACES.children("410300")][::-1])
    assert [tile.code for tile in laid] == sorted(tile.code for tile in laid)
    assert [(tile.col, tile.row) for tile in laid[:5]] == [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1)]
    assert [(tile.col, tile.row) for tile in standards.lay_out(["3", "1", "2"], columns=2)] == [
        (0, 0),
        (1, 0),
        (0, 1),
    ]
    assert standards.lay_out([]) == ()
