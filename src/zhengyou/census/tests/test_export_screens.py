"""Exports in somebody's own table and kept layouts, on screens."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.audit.models import Event
from zhengyou.census.actions import exports, layouts
from zhengyou.census.importing import storing
from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.models import KeptLayout, LayoutExport

WHY = "the test looks at what was written"
LIST = "/exports/layouts/"


def form(heads: list[str], name: str = "请上报.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "上报"
    book.active.append(heads)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def begin(client: Client, heads: list[str], **more: Any) -> Any:
    sent = {"kind": "units", "territory": ["411302"], "form": form(heads)} | more
    return client.post(LIST, sent)


def the_export() -> LayoutExport:
    return LayoutExport.objects.across_all(because=WHY).latest("pk")


def fill(client: Client, url: str, **chosen: str) -> Any:
    shown = client.get(url).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    return client.post(url, sent | {f"上报!{letter}": key for letter, key in chosen.items()})


def taken(client: Client) -> list[tuple[Any, ...]]:
    answer = client.get(reverse("census:layout_export_file", args=[the_export().pk]))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return list(book.worksheets[0].iter_rows(values_only=True))


def keep(world: World, code: str, key: str, heads: dict[str, str | None]) -> KeptLayout:
    columns = [
        {
            "index": index,
            "group": "",
            "header": head,
            "nth": 0,
            "field": field,
            "option": None,
            "unit": None,
            "words": None,
        }
        for index, (head, field) in enumerate(heads.items())
    ]
    sketch = Sketch(
        "上报",
        f"{code}{key}",
        columns,
        {"rows": [list(heads)], "first": 1, "merges": [], "widths": {}, "unit": None},
    )
    [kept] = layouts.keep(
        sketches=[sketch], kind="units", office=world.place[code].path, title=f"{key}.xlsx",
        by=world.scope(key), at=NOW, person=True,
    )  # fmt: skip
    return kept


def test_an_empty_table_is_filled_and_its_taking_is_in_the_log(world: World) -> None:
    client = world.client("county")
    url = begin(client, ["企业名称", "法定代表人", "网格长"]).headers["Location"]
    assert "空着：网格长" in client.get(url).content.decode()
    fill(client, url)
    rows = taken(client)
    assert rows[0] == ("企业名称", "法定代表人", "网格长")
    assert "豫宛精密铸造有限公司" in {row[0] for row in rows}
    event = Event.objects.across_all(because=WHY).get(action="export.layout")
    assert (event.path, event.detail["columns"]) == (world.place["411302"].path, ["法定代表人"])


def test_much_work_is_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    client = world.client("county")
    url = begin(client, ["企业名称"]).headers["Location"]
    fill(client, url)
    fill(client, url)  # a second click finds the first one at work
    assert "正在填表" in client.get(url).content.decode()
    assert client.get(reverse("census:layout_export_file", args=[the_export().pk])).status_code == 404
    assert jobs.work(limit=10) == 1
    assert len(taken(client)) > 1


def test_without_a_table_or_with_a_wrong_one_the_page_says_what_to_do(world: World) -> None:
    client = world.client("county")
    assert (
        "请选择对方发来的空表"
        in client.post(LIST, {"kind": "units", "territory": ["411302"]}).content.decode()
    )
    letter = SimpleUploadedFile("通知.csv", "关于开会的通知\n".encode())
    shown = begin(client, [], form=letter)
    assert "没有找到可以导入的表格" in shown.content.decode()
    assert (
        begin(client, ["企业名称"], territory=["411303"]).status_code == 200
    )  # another county is not in the list


def test_a_table_with_no_known_column_is_not_filled_empty(world: World) -> None:
    client = world.client("county")
    url = begin(client, ["企业名称", "乙项"]).headers["Location"]
    assert "至少指定一列" in fill(client, url, A="-").content.decode()


def test_what_a_department_may_not_see_is_starred_or_empty(world: World) -> None:
    client = world.client("department")
    url = begin(client, ["企业名称", "法定代表人", "党组织书记姓名"]).headers["Location"]
    shown = client.get(url).content.decode()
    assert "打星号" in shown
    fill(client, url)
    names = {row[0]: row[1:] for row in taken(client)}
    assert all("*" in text for row in list(names.values())[1:] for text in row if text)
    assert "党员" not in {str(word) for _code, word in client.get(LIST).context["kinds"]}
    assert not KeptLayout.objects.across_all(
        because=WHY
    ).exists()  # who may not import decides nothing for the office


def test_only_whoever_made_it_finds_it(world: World) -> None:
    client = world.client("county")
    url = begin(client, ["企业名称", "法定代表人"]).headers["Location"]
    fill(client, url)
    for key in ("department", "city", "neighbour_county"):
        other = world.client(key)
        assert other.get(url).status_code == 404, key
        assert other.get(f"{url}file/").status_code == 404, key


def test_layouts_of_the_own_office_and_of_those_above_are_offered(world: World) -> None:
    own = keep(world, "411302", "county", {"企业全称": "name"})
    above = keep(world, "411300", "city", {"单位": "name", "人数": "employees"})
    other = keep(world, "411303", "neighbour_county", {"名号": "name"})
    client = world.client("county")
    shown = client.get(LIST).content.decode()
    assert "county.xlsx" in shown
    assert "city.xlsx" in shown
    assert "neighbour_county.xlsx" not in shown
    answer = client.post(LIST, {"kind": "units", "territory": ["411302"], "layout": above.pk})
    client.post(answer.headers["Location"])
    assert taken(client)[0] == ("单位", "人数")
    assert (
        client.post(LIST, {"kind": "units", "territory": ["411302"], "layout": other.pk}).status_code == 404
    )
    page = client.get(reverse("census:layouts")).content.decode()
    assert "上级的表样，只能使用" in page
    assert reverse("census:layout_forget", args=[own.pk]) in page
    assert client.get(reverse("census:layout_forget", args=[above.pk])).status_code == 404


def test_old_exports_are_cleared_away(world: World) -> None:
    client = world.client("county")
    fill(client, begin(client, ["企业名称"]).headers["Location"])
    row = the_export()
    assert storing.path_of(row.result_as).exists()
    assert exports.clear(at=row.made_at + exports.KEPT_FOR + timedelta(days=1)) == 1
    assert not storing.path_of(row.result_as).exists()
    assert not storing.path_of(row.form_as).exists()
