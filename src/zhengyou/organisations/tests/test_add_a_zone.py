"""Places an office adds itself, and the drop-downs that follow the tree."""

from __future__ import annotations

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.organisations.actions import setting_up, territories
from zhengyou.organisations.models import Body, Territory, TerritoryLink
from zhengyou.organisations.queries import territories as queries
from zhengyou.web.errors import Refused

WHY = "the test looks at everything"


def add(
    world: World, by: str = "city", parent: str = "411300", code: str = "411371", name: str = "高新区"
) -> Territory:
    return territories.add_zone(
        name=name, code=code, parent=world.place[parent], on=TODAY, by=world.scope(by), at=NOW
    )


def test_a_city_adds_a_zone_that_counts_as_a_county(world: World) -> None:
    zone = add(world)
    assert (zone.level, zone.kind, zone.parent) == ("county", "zone", world.place["411300"])
    assert zone.path.startswith(world.place["411300"].path)
    link = TerritoryLink.objects.across_all(because=WHY).get(territory=zone)
    assert (link.valid_from, link.valid_to) == (TODAY, None)
    park = territories.add_zone(
        name="光电产业园", code="411371001", parent=zone, on=TODAY, by=world.scope("city"), at=NOW
    )
    assert park.level == "township"
    codes = [row.code for row in queries.children(world.place["411300"])]
    assert codes == ["411302", "411303", "411371"]


@pytest.mark.parametrize(
    ("by", "parent", "code", "words"),
    [
        ("city", "411300", "411370", "411371 到 411379"),
        ("city", "411300", "71", "411371 到 411379"),
        ("city", "411300", "411300001", "411371 到 411379"),
        ("city", "411302", "411302", "九位"),
        ("city", "411302", "411302001", "已经有了"),
        ("city", "411302001", "411302001001", "只能在市"),
        ("county", "411300", "411371", "不在您的管理范围"),
        ("county", "411303", "411303900", "不在您的管理范围"),
    ],
)
def test_wrong_codes_and_places_are_refused(
    world: World, by: str, parent: str, code: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        add(world, by=by, parent=parent, code=code)


def test_only_what_an_office_added_is_renamed_or_closed(world: World) -> None:
    zone = add(world)
    territories.rename(territory=zone, name="高新技术产业开发区", by=world.scope("city"), at=NOW)
    closed = territories.close(territory=zone, on=TODAY, by=world.scope("city"), at=NOW)
    assert (closed.name, closed.valid_to) == ("高新技术产业开发区", TODAY)
    with pytest.raises(Refused, match="国家标准"):
        territories.close(territory=world.place["411302002"], on=TODAY, by=world.scope("city"), at=NOW)


def test_a_place_in_use_stays_open(world: World) -> None:
    zone = add(world)
    branch = world.organisation["branch"]
    branch.territory, branch.place = zone, zone.path
    branch.save()
    with pytest.raises(Refused, match="1 个党组织"):
        territories.close(territory=zone, on=TODAY, by=world.scope("city"), at=NOW)


def test_the_pages_of_places(world: World) -> None:
    client = world.client("city")
    assert client.get("/territories/").headers["Location"] == "/territories/411300/"
    page = client.get("/territories/411300/").content.decode()
    assert page.index("宛城区") < page.index("卧龙区")
    assert client.get("/territories/410100/").status_code == 404
    sent = {"name": "高新区", "code": "411371", "opened_on": "2026-11-01"}
    assert client.post("/territories/411300/add/", sent).headers["Location"] == "/territories/411371/"
    assert client.post("/territories/411371/rename/", {"name": "高新技术区"}).status_code == 302
    kind = {"kind": "industry_authority", "name": "高新区经济发展局"}
    assert client.post("/territories/411371/bodies/add/", kind).status_code == 302
    assert "高新区经济发展局" in client.get("/territories/411371/").content.decode()
    assert client.post("/territories/411371/close/", {"closed_on": "2026-11-20"}).status_code == 302
    assert "已撤销的地方" in client.get("/territories/411300/").content.decode()


def test_each_choice_brings_the_next_drop_down(world: World) -> None:
    client = world.client("city")

    def names(query: str) -> str:
        return client.get(f"/territories/options/?field=territory&id=id_territory&{query}").content.decode()

    assert "汉冶街道" in names("territory=411302")
    assert "七一街道" not in names("territory=411302")
    stale = names("territory=411303&territory=411302001")
    assert "七一街道" in stale
    assert "汉冶街道" not in stale
    assert "汉冶街道" not in names("territory=411302&deepest=county")
    assert "郑州市" not in names("territory=410100")
    assert client.get("/territories/options/?deepest=x").status_code == 404
    attack = client.get('/territories/options/?field="><b>&id="><b>').content.decode()
    assert "<b>" not in attack


def test_bodies_are_loaded_once(world: World) -> None:
    before = Body.objects.across_all(because=WHY).count()
    new = setting_up.load_bodies()
    offices = Body.objects.across_all(because=WHY).filter(
        kind="leading_group_office", territory__code="411302"
    )
    assert offices.count() == 1  # the cast has its own already
    assert before + new == Body.objects.across_all(because=WHY).count()
    assert setting_up.load_bodies() == 0


def test_names_of_places_come_together(world: World) -> None:
    place = world.place
    paths = [place[code].path for code in ("411302002", "411302", "411300", "410000")]
    names = queries.names_by_path(paths)
    assert [names[path] for path in paths] == ["宛城区 汉冶街道", "宛城区", "南阳市", "河南省"]


def test_known_zones_are_offered_until_they_are_added(world: World) -> None:
    offered = queries.zones_to_add(world.place["411300"])
    assert offered
    code, name = offered[0]
    client = world.client("city")
    page = client.get(f"/territories/411300/add/?code={code}").content.decode()
    assert f'value="{name}"' in page
    add(world, code=code, name=name)
    assert (code, name) not in queries.zones_to_add(world.place["411300"])
