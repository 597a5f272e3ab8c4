"""The steps of a screen: upload, mapping, check, preview, commit; stopped, failed and begun again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.world import NOW
from zhengyou import jobs
from zhengyou.census.actions import imports
from zhengyou.census.importing import committing, pipeline, previewing
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.queries import columns as column_queries
from zhengyou.census.queries import imports as queries
from zhengyou.census.queries import previews
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, id_number, table
from zhengyou.jobs import queries as job_queries
from zhengyou.web.errors import Conflict, Refused

ROWS: list[dict[str, Any]] = [
    {"name": "甲公司", "uscc": code(1), "employees": 5, "contact_phone": "王 13800000001", "secretary": "张三丰",
     "has_org": "是", "form": "单独", "org_name": "甲公司党支部"},
    {"name": "乙公司", "employees": "很多"},
    {"name": "豫宛精密铸造有限公司", "employees": 150},
    {"name": "宛城小吃店"},
]  # fmt: skip


def upload(lab: Lab, rows: list[dict[str, Any]] = ROWS, who: str = "county") -> ImportBatch:
    content = table(lab.folder / "表.xlsx", rows).read_bytes()
    return imports.upload(
        source=SimpleUploadedFile("我的表.xlsx", content),
        file_name="我的表.xlsx",
        kind="units",
        territory=lab.world.place["411302"],
        round=lab.world.round,
        by=lab.world.scope(who),
        at=NOW,
    )


def checked(lab: Lab) -> ImportBatch:
    batch = upload(lab)
    by = lab.world.scope("county")
    imports.confirm_mapping(batch=batch, chosen={}, by=by, at=NOW)
    imports.start_check(batch=batch, by=by, at=NOW)
    jobs.work(limit=1)
    batch.refresh_from_db()
    return batch


def committed(lab: Lab, batch: ImportBatch) -> ImportBatch:
    imports.start_commit(batch=batch, by=lab.world.scope("county"), at=NOW)
    jobs.work(limit=1)
    batch.refresh_from_db()
    return batch


pytestmark = pytest.mark.django_db(transaction=True)


def test_a_workbook_goes_all_the_way(lab: Lab) -> None:
    batch = checked(lab)
    assert (batch.state, batch.rows_read, batch.created, batch.updated, batch.unchanged, batch.refused) == (
        *(ImportState.CHECKED, 4, 1, 1, 1),
        1,
    )
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()
    batch = committed(lab, batch)
    assert (batch.state, batch.created, batch.refused) == (ImportState.COMMITTED, 1, 1)
    assert lab.unit("甲公司").employees == 5
    assert batch.job_id is not None
    job = job_queries.by_id(batch.job_id)
    assert (job.state, job.result["created"], job.result["result_url"]) == (
        "done",
        1,
        f"/imports/{batch.pk}/",
    )
    assert queries.refused_file(batch) is not None


def test_the_columns_are_shown_with_masked_samples(lab: Lab) -> None:
    columns = {one.field: one for one in column_queries.of(upload(lab))}
    assert columns["name"].samples == ("甲公司", "乙公司", "豫宛精密铸造有限公司")
    assert columns["contact_phone"].samples == ("王 138****0001",)
    assert columns["secretary"].samples == ("张**",)
    assert columns["employees"].label == "从业人员(在岗职工)数"


def test_names_of_members_are_masked_in_samples(lab: Lab) -> None:
    rows = [{"name": "欧阳明", "id_number": id_number(1), "branch": "豫宛精密铸造有限公司党支部"}]
    content = table(lab.folder / "册.xlsx", rows, kind="members").read_bytes()
    batch = imports.upload(
        source=SimpleUploadedFile("册.xlsx", content),
        file_name="册.xlsx",
        kind="members",
        territory=lab.world.place["411302"],
        round=lab.world.round,
        by=lab.world.scope("county"),
        at=NOW,
    )
    samples = {one.field: one.samples for one in column_queries.of(batch)}
    assert (samples["name"], samples["id_number"]) == (("欧**",), ("411302********001X",))


def test_the_preview_tells_old_new_and_who_said_so(lab: Lab) -> None:
    lab.run([{"name": "豫宛精密铸造有限公司", "employees": 140}])
    batch = checked(lab)
    preview = previews.preview(batch, "updated")
    assert preview.total == 1
    changes = {key: rest for key, *rest in preview.rows[0].changes}
    assert changes["employees"] == [
        "从业人员(在岗职工)数",
        "140",
        "150",
        "2026-11-23 系统管理员（命令行） · 1.xlsx",
    ]
    created = previews.preview(batch, "created").rows[0]
    told = {key: new for key, _label, _old, new, _from in created.changes}
    assert (told["contact_phone"], told["has_org"], told["organisation"]) == (
        "王 138****0001",
        "是",
        "甲公司党支部",
    )
    assert previews.preview(batch).total == 3
    assert [row.name for row in previews.preview(batch, page=2, size=2).rows] == ["宛城小吃店"]


def test_issues_are_counted(lab: Lab) -> None:
    batch = checked(lab)
    assert queries.issue_summary(batch)[0][:3] == ("not_a_count", "error", 1)
    assert [issue.row for issue in queries.issues(batch, "error")] == [3]


def test_a_second_click_is_a_conflict(lab: Lab) -> None:
    batch = checked(lab)
    by = lab.world.scope("county")
    imports.start_commit(batch=batch, by=by, at=NOW)
    with pytest.raises(Conflict):
        imports.start_commit(batch=batch, by=by, at=NOW)


def test_a_mapping_without_names_is_refused(lab: Lab) -> None:
    batch = upload(lab)
    column = next(one for one in column_queries.of(batch) if one.field == "name")
    with pytest.raises(Refused, match="单位名称"):
        imports.confirm_mapping(
            batch=batch, chosen={(column.sheet, column.column): None}, by=lab.world.scope("county"), at=NOW
        )


def test_what_a_person_decided_is_what_is_read(lab: Lab) -> None:
    batch = upload(lab)
    column = next(one for one in column_queries.of(batch) if one.field == "employees")
    by = lab.world.scope("county")
    chosen = {(column.sheet, column.column): "tech_staff"}
    imports.confirm_mapping(batch=batch, chosen=chosen, by=by, at=NOW)
    committed(lab, batch)
    assert (lab.unit("甲公司").tech_staff, lab.unit("甲公司").employees) == (5, None)


def test_a_stopped_commit_leaves_nothing_and_may_be_begun_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(lab)
    apply = pipeline.apply

    def stopped(*args: Any, **more: Any) -> None:
        apply(*args, **more)
        raise jobs.Cancelled("stop")

    monkeypatch.setattr(pipeline, "apply", stopped)
    batch = committed(lab, batch)
    assert batch.state == ImportState.MAPPED
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()
    monkeypatch.undo()
    assert committed(lab, batch).state == ImportState.COMMITTED


def test_a_failed_commit_says_so_and_may_be_checked_again(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = checked(lab)

    def broken(*args: Any, **more: Any) -> None:
        raise Refused("坏了。")

    monkeypatch.setattr(committing, "record", broken)
    batch = committed(lab, batch)
    assert batch.state == ImportState.FAILED
    assert batch.job_id is not None
    assert job_queries.by_id(batch.job_id).error == "坏了。"
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()
    monkeypatch.undo()
    imports.start_check(batch=batch, by=lab.world.scope("county"), at=NOW)
    jobs.work(limit=1)
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED


def test_who_left_office_meanwhile_imports_nothing(lab: Lab) -> None:
    batch = checked(lab)
    imports.start_commit(batch=batch, by=lab.world.scope("county"), at=NOW)
    appointment = lab.world.appointment["county"]
    appointment.valid_to = appointment.valid_from
    appointment.save()
    jobs.work(limit=1)
    batch.refresh_from_db()
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()
    assert batch.job_id is not None
    assert "不在任" in job_queries.by_id(batch.job_id).error
    imports.discard(batch=batch, by=lab.world.scope("city"), at=NOW)


def test_who_holds_another_office_now_imports_nothing_for_the_old_one(lab: Lab) -> None:
    batch = checked(lab)
    imports.start_commit(batch=batch, by=lab.world.scope("county"), at=NOW)
    appointment = lab.world.appointment["county"]
    appointment.territory = lab.world.place["411300"]
    appointment.place = appointment.territory.path
    appointment.role = "city_office"
    appointment.save()
    jobs.work(limit=1)
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()


def test_files_are_not_kept_for_ever(lab: Lab) -> None:
    done = committed(lab, checked(lab))
    waiting = upload(lab)
    paths = [
        queries.upload_path(done),
        queries.refused_file(done),
        previewing.path_of(done),
        queries.upload_path(waiting),
    ]
    assert imports.clear(at=NOW + timedelta(days=29)) == {"discarded": 0, "files": 0}
    assert imports.clear(at=NOW + timedelta(days=31)) == {"discarded": 1, "files": 0}
    assert imports.clear(at=NOW + timedelta(days=181)) == {"discarded": 0, "files": 1}
    assert imports.clear(at=NOW + timedelta(days=182)) == {"discarded": 0, "files": 0}
    assert not any(path.exists() for path in paths if path)
    assert queries.refused_file(done) is None
    waiting.refresh_from_db()
    assert waiting.state == ImportState.DISCARDED


def test_a_discarded_workbook_is_deleted(lab: Lab) -> None:
    batch = checked(lab)
    paths = [queries.upload_path(batch), previewing.path_of(batch), queries.refused_file(batch)]
    assert all(path is not None and path.exists() for path in paths)
    imports.discard(batch=batch, by=lab.world.scope("county"), at=NOW)
    assert not any(path.exists() for path in paths if path)
    with pytest.raises(Conflict):
        imports.start_commit(batch=batch, by=lab.world.scope("county"), at=NOW)
