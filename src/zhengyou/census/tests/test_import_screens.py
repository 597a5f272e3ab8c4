"""Importing on screens: a county office from the file to the result and back, with second clicks and the back button."""

from __future__ import annotations

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
from zhengyou.census.actions import rounds
from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.tests.importing.lab import Lab

WHY = "the test looks at what was written"
HEADS = [
    "企业名称",
    "统一社会信用代码",
    "单位类别",
    "乡镇（街道、园区）",
    "从业人员数",
    "正式党员",
    "本地特有的列",
]
ROWS = [
    ["宛城新材料有限公司", "", "非公企业", "汉冶街道", 66, 4, "甲"],
    ["宛城区新办食品厂", "", "非公企业", "东关街道", 12, 1, "乙"],
    ["宛城区退回机械厂", "", "非公企业", "东关街道", -3, 1, "丙"],
]


def workbook(rows: list[list[Any]], heads: list[str] = HEADS) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("宛城区台账.xlsx", file.getvalue())


def upload(client: Client, world: World, rows: list[list[Any]] = ROWS, **more: Any) -> Any:
    sent = {
        "kind": "units",
        "round": world.round.pk,
        "territory": ["411302"],
        "workbook": workbook(rows),
    } | more
    return client.post(reverse("census:import_upload"), sent)


def the_batch() -> ImportBatch:
    return ImportBatch.objects.across_all(because=WHY).get()


def confirm(client: Client, batch: ImportBatch, **chosen: str) -> Any:
    url = reverse("census:import_mapping", args=[batch.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {
        f"台账!{column}": field for column, field in chosen.items()
    }
    return client.post(url, sent)


@pytest.fixture
def checked(world: World) -> tuple[Client, ImportBatch]:
    client = world.client("county")
    upload(client, world)
    confirm(client, the_batch())
    jobs.work(limit=10)
    return client, the_batch()


@pytest.fixture
def committed(checked: tuple[Client, ImportBatch]) -> tuple[Client, ImportBatch]:
    client, batch = checked
    client.post(reverse("census:import_commit", args=[batch.pk]))
    jobs.work(limit=10)
    return client, the_batch()


def page(client: Client, batch: ImportBatch, **asked: str) -> str:
    return client.get(reverse("census:import", args=[batch.pk]), asked).content.decode()


def test_the_columns_are_shown_with_samples_and_how_sure_we_are(world: World) -> None:
    client = world.client("county")
    answer = upload(client, world)
    batch = the_batch()
    assert answer.headers["Location"] == reverse("census:import_mapping", args=[batch.pk])
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "本地特有的列" in shown
    assert "没有对应" in shown
    assert "宛城新材料有限公司" in shown
    assert 'aria-current="step"' in shown


def test_the_same_file_twice_is_one_import(world: World) -> None:
    client, file = world.client("county"), workbook(ROWS).read()
    first, second = (
        upload(client, world, workbook=SimpleUploadedFile("台账.xlsx", file)).headers["Location"]
        for _ in range(2)
    )
    assert first == second


def test_a_column_may_be_left_out_or_mean_something_else(world: World) -> None:
    client = world.client("county")
    upload(client, world)
    confirm(client, the_batch(), E="-", G="progress")
    jobs.work(limit=10)
    client.post(reverse("census:import_commit", args=[the_batch().pk]))
    jobs.work(limit=10)
    made = Unit.objects.across_all(because=WHY).get(name="宛城区新办食品厂")
    assert (made.employees, made.progress) == (None, "乙")


def test_without_the_name_nothing_is_checked(world: World) -> None:
    client = world.client("county")
    upload(client, world)
    answer = confirm(client, the_batch(), A="-")
    assert answer.status_code == 200
    assert "单位名称" in answer.content.decode()
    assert the_batch().state == "uploaded"


def test_one_field_on_two_columns_is_refused(world: World) -> None:
    client = world.client("county")
    upload(client, world)
    assert "请只留一列" in confirm(client, the_batch(), G="employees").content.decode()


def test_the_preview_shows_what_would_change_and_nothing_is_written(
    checked: tuple[Client, ImportBatch],
) -> None:
    client, batch = checked
    assert batch.state == "checked"
    shown = page(client, batch)
    assert "还没有写入" in shown
    assert "宛城新材料有限公司" in shown
    assert "66" in shown
    assert "宛城区新办食品厂" in page(client, batch, show="created")
    errors = page(client, batch, show="errors")
    assert "台账 第 4 行" in errors
    assert "不能是负数" in errors
    assert not Unit.objects.across_all(because=WHY).filter(name="宛城区新办食品厂").exists()


def test_while_it_runs_the_page_follows_the_job(world: World) -> None:
    client = world.client("county")
    upload(client, world)
    confirm(client, the_batch())
    batch = the_batch()
    shown = page(client, batch)
    assert "正在检查" in shown
    assert reverse("jobs:progress", args=[batch.job_id]) in shown


def test_the_result_has_figures_the_refused_rows_and_what_comes_next(
    committed: tuple[Client, ImportBatch],
) -> None:
    client, batch = committed
    assert (batch.state, batch.created, batch.updated, batch.refused) == ("committed", 1, 1, 1)
    shown = page(client, batch)
    assert "改好后再上传" in shown
    assert reverse("reports:overview", args=["411302"]) in shown
    answer = client.get(reverse("census:import_refused", args=[batch.pk]))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert "宛城区退回机械厂" in {cell.value for sheet in book for row in sheet for cell in row}
    assert Event.objects.across_all(because=WHY).filter(action="export.refused_rows").exists()
    listed = client.get(reverse("census:imports")).content.decode()
    assert "宛城区台账.xlsx" in listed
    assert "已导入" in listed


def test_second_clicks_and_the_back_button_do_no_harm(committed: tuple[Client, ImportBatch]) -> None:
    client, batch = committed
    here = reverse("census:import", args=[batch.pk])
    for name in ("import_commit", "import_check"):
        answer = client.post(reverse(f"census:{name}", args=[batch.pk]))
        assert answer.headers["Location"] == here
    for name in ("import_mapping",):
        assert client.get(reverse(f"census:{name}", args=[batch.pk])).headers["Location"] == here
    assert client.post(reverse("census:import_discard", args=[batch.pk])).headers["Location"] == here
    jobs.work(limit=10)
    assert Unit.objects.across_all(because=WHY).filter(name="宛城区新办食品厂").count() == 1


def test_going_back_to_the_columns_from_the_preview(checked: tuple[Client, ImportBatch]) -> None:
    client, batch = checked
    assert reverse("census:import_mapping", args=[batch.pk]) in page(client, batch)
    confirm(client, batch, E="-")
    jobs.work(limit=10)
    assert the_batch().refused == 0


def test_an_import_may_be_taken_back(committed: tuple[Client, ImportBatch]) -> None:
    client, batch = committed
    url = reverse("census:import_undo", args=[batch.pk])
    assert "撤回" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert the_batch().state == "undone"
    assert not Unit.objects.across_all(because=WHY).filter(name="宛城区新办食品厂").exists()
    assert client.post(url).headers["Location"] == reverse("census:import", args=[batch.pk])
    assert "已撤回" in page(client, batch)


def test_what_depends_on_an_import_is_named(world: World, committed: tuple[Client, ImportBatch]) -> None:
    client, batch = committed
    due = world.unit["due"]
    url = reverse("census:unit_correct", args=[due.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, sent | {"employees": "70"}).status_code == 302
    answer = client.post(reverse("census:import_undo", args=[batch.pk]))
    assert answer.status_code == 200
    assert "宛城新材料有限公司" in answer.content.decode()
    assert the_batch().state == "committed"


def test_an_import_may_be_given_up(checked: tuple[Client, ImportBatch]) -> None:
    client, batch = checked
    assert client.post(reverse("census:import_discard", args=[batch.pk])).status_code == 302
    assert the_batch().state == "discarded"
    assert "已放弃" in page(client, batch)


def test_an_unreadable_file_says_why_and_keeps_the_answers(world: World) -> None:
    client = world.client("county")
    answer = upload(client, world, workbook=SimpleUploadedFile("台账.xlsx", b"no table at all"))
    assert answer.status_code == 200
    assert answer.context["form"].errors["workbook"]
    assert not ImportBatch.objects.across_all(because=WHY).exists()


def test_nobody_imports_for_a_place_elsewhere(world: World) -> None:
    answer = upload(world.client("county"), world, territory=["411303"])
    assert answer.status_code == 200
    assert answer.context["form"].errors["territory"]


def test_the_neighbour_and_the_secretary_do_not_find_it(
    world: World, committed: tuple[Client, ImportBatch]
) -> None:
    _client, batch = committed
    for name in ("import", "import_mapping", "import_refused", "import_undo", "import_discard"):
        url = reverse(f"census:{name}", args=[batch.pk])
        assert world.client("neighbour_county").get(url).status_code == 404
        assert world.client("secretary").get(url).status_code == 403
        assert world.client("stranger").get(url).status_code == 404


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
def test_a_template_comes_as_a_workbook(world: World, kind: str) -> None:
    answer = world.client("county").get(reverse("census:import_template"), {"kind": kind})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert len(book.sheetnames) >= 1


class TestRounds:
    def test_a_city_office_opens_and_ends_a_round(self, world: World) -> None:
        client = world.client("city")
        answer = client.post(reverse("census:round_open"), {"code": "2027-1", "as_of": "2027-02-20"})
        assert answer.status_code == 302
        assert "2027-1" in client.get(reverse("census:rounds")).content.decode()
        url = reverse("census:round_close", args=[world.round.pk])
        assert "结束第 2026-4 轮" in client.get(url).content.decode()
        assert client.post(url).status_code == 302
        assert client.post(url).status_code == 302
        assert "已经结束" in client.get(reverse("census:rounds")).content.decode()

    def test_a_code_with_another_date_is_refused(self, world: World) -> None:
        answer = world.client("city").post(
            reverse("census:round_open"), {"code": "2026-4", "as_of": "2027-02-20"}
        )
        assert "已经有了" in answer.content.decode()

    @pytest.mark.parametrize("office", ["county", "township"])
    def test_offices_below_the_city_look_and_neither_open_nor_end_one(
        self, world: World, office: str
    ) -> None:
        client = world.client(office)
        page = client.get(reverse("census:rounds")).content.decode()
        assert "2026-4" in page
        assert "开启一轮摸底" not in page
        for url in (reverse("census:round_open"), reverse("census:round_close", args=[world.round.pk])):
            assert client.get(url).status_code == 403
            assert client.post(url, {"code": "2027-1", "as_of": "2027-02-20"}).status_code == 403

    def test_without_an_open_round_the_page_says_what_to_do(self, world: World) -> None:
        rounds.close_round(round=world.round, by=world.scope("city"), at=NOW)
        assert (
            "没有进行中的摸底" in world.client("county").get(reverse("census:import_upload")).content.decode()
        )


class TestThePreview:
    def test_it_is_narrowed_by_name_and_by_the_field_that_changes(
        self, checked: tuple[Client, ImportBatch]
    ) -> None:
        client, batch = checked
        assert "宛城区新办食品厂" in page(client, batch, show="created", q="食品")
        assert "宛城区新办食品厂" not in page(client, batch, show="created", q="机械")
        assert "宛城区新办食品厂" in page(client, batch, show="created", page="9" * 5000)
        assert "没有符合条件的行" in page(client, batch, show="updated", field="revenue")
        assert "宛城新材料有限公司" in page(client, batch, show="updated", field="employees")

    def test_a_page_of_a_large_preview_takes_a_fixed_number_of_queries(
        self, world: World, django_assert_max_num_queries: Any
    ) -> None:
        client = world.client("county")
        rows = [[f"宛城区第{number}厂", "", "非公企业", "东关街道", 12, 1, "乙"] for number in range(220)]
        upload(client, world, rows)
        confirm(client, the_batch())
        jobs.work(limit=10)
        url = reverse("census:import", args=[the_batch().pk])
        client.get(url)
        with django_assert_max_num_queries(
            16
        ):  # of the whole page, sign-in and shell included; 50 rows name places
            shown = client.get(url, {"show": "created", "page": "4"}).content.decode()
        assert "第 151 至 200 条，共 220 条" in shown
        assert client.get(url, {"show": "created", "page": "99"}).content.decode().count("非公企业") == 20

    def test_whoever_works_at_the_shell_is_no_word_of_a_machine(self, world: World, tmp_path: Any) -> None:
        Lab(world, tmp_path).run([{"name": "宛城新材料有限公司", "employees": 5}])
        client = world.client("county")
        upload(client, world, [["宛城新材料有限公司", "", "非公企业", "汉冶街道", 99, 4, "甲"]])
        [batch] = ImportBatch.objects.across_all(because=WHY).filter(user_id__isnull=False)
        confirm(client, batch)
        jobs.work(limit=10)
        for shown in (page(client, batch), client.get(reverse("census:imports")).content.decode()):
            assert "系统管理员" in shown
            assert ">operator" not in shown
            assert " operator " not in shown


def test_two_people_with_the_same_file_make_nothing_twice(world: World) -> None:
    file = workbook(ROWS).read()
    batches = []
    for key in ("county", "city"):  # both have their preview before either commits
        client = world.client(key)
        upload(client, world, workbook=SimpleUploadedFile("台账.xlsx", file), territory=["411302"])
        batch = ImportBatch.objects.across_all(because=WHY).order_by("-pk")[0]
        confirm(client, batch)
        batches.append((client, batch))
    jobs.work(limit=10)
    for client, batch in batches:
        client.post(reverse("census:import_commit", args=[batch.pk]))
        client.post(reverse("census:import_commit", args=[batch.pk]))  # and everybody clicks twice
    jobs.work(limit=10)
    assert Unit.objects.across_all(because=WHY).filter(name="宛城区新办食品厂").count() == 1
    done = [ImportBatch.objects.across_all(because=WHY).get(pk=batch.pk) for _client, batch in batches]
    assert [(one.state, one.created, one.unchanged) for one in done] == [
        ("committed", 1, 0),
        ("committed", 0, 2),
    ]
