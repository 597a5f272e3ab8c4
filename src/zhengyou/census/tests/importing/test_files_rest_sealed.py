"""What people send, and what they are given, rests sealed; plain files live for a moment, for us alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.world import NOW
from zhengyou.census.actions import exports, imports, refused_rows
from zhengyou.census.importing import storing, unsealed
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import exports as export_queries
from zhengyou.census.queries import imports as queries
from zhengyou.census.tests.importing.lab import Lab, table
from zhengyou.web.errors import Refused

MARK = b"ZYF1"
ROWS: list[dict[str, Any]] = [{"name": "好公司", "employees": 5}, {"name": "坏公司", "employees": "很多"}]
LEFT_BEHIND = """
import os, signal, django
django.setup()
from zhengyou.census.importing import unsealed
with unsealed.file() as path:
    path.write_bytes(b"roll")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def upload(lab: Lab) -> tuple[ImportBatch, bytes]:
    sent = table(lab.folder / "表.xlsx", ROWS).read_bytes()
    batch = imports.upload(
        source=SimpleUploadedFile("表.xlsx", sent),
        file_name="表.xlsx",
        kind="units",
        territory=lab.world.place["411302"],
        round=lab.world.round,
        by=lab.world.scope("county"),
        at=NOW,
    )
    return batch, sent


def plain() -> list[Path]:
    folder = Path(settings.DATA_DIR) / "unsealed"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_workbook_rests_sealed_and_is_read_as_it_was_sent(lab: Lab) -> None:
    batch, sent = upload(lab)
    stored = queries.upload_path(batch)
    assert stored.read_bytes().startswith(MARK)
    assert stored.stat().st_mode & 0o077 == 0
    with storing.readable(stored) as path:
        assert path.read_bytes() == sent
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path in plain()
    assert plain() == []


def test_refused_rows_rest_sealed_and_are_handed_out_plain(lab: Lab) -> None:
    batch, _ = lab.run(ROWS)
    refused_rows.make(batch=batch)
    path = queries.refused_file(batch)
    assert path is not None
    assert path.read_bytes().startswith(MARK)
    answer = lab.world.client("county").get(f"/imports/{batch.pk}/refused/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert load_workbook(BytesIO(content)).sheetnames == ["错误清单", "摸底表"]
    assert answer.headers["Content-Length"] == str(len(content))
    assert plain() == []


def test_a_form_and_the_filled_table_rest_sealed(lab: Lab) -> None:
    form = table(lab.folder / "请填.xlsx", [{"name": "", "employees": ""}])
    about: dict[str, Any] = {
        "kind": "units",
        "territory": lab.world.place["411302"],
        "by": lab.world.scope("county"),
        "at": NOW,
    }
    export = exports.by_form(source=form, file_name="请填.xlsx", **about)
    exports.write(export=export, by=lab.world.scope("county"), at=NOW)
    result = export_queries.result(export)
    assert result is not None
    for path in (exports.export_path(export), result):
        assert path.read_bytes().startswith(MARK)
    exports.copy_out(result, lab.folder / "out.xlsx")
    assert load_workbook(lab.folder / "out.xlsx").worksheets[0]["A1"].value == "单位名称"
    assert plain() == []


def test_files_of_earlier_versions_go_on_working(lab: Lab) -> None:
    batch, sent = upload(lab)
    queries.upload_path(batch).write_bytes(sent)
    imports.confirm_mapping(batch=batch, chosen={}, by=lab.world.scope("county"), at=NOW)
    with storing.opened(queries.upload_path(batch)) as handed:
        assert handed.read() == sent


def test_a_changed_file_is_refused_in_one_sentence(lab: Lab) -> None:
    batch, _ = upload(lab)
    stored = queries.upload_path(batch)
    content = bytearray(stored.read_bytes())
    content[-20] ^= 1
    stored.write_bytes(content)
    with pytest.raises(Refused, match="读不出来"):
        imports.confirm_mapping(batch=batch, chosen={}, by=lab.world.scope("county"), at=NOW)
    with pytest.raises(Refused, match="读不出来"):
        storing.opened(stored)
    assert plain() == []
    stored.unlink()


def fail_half_way(name: str) -> None:
    with storing.made(name) as path:
        path.write_bytes(b"half")
        raise OSError("disk")


def test_what_failed_leaves_nothing_behind() -> None:
    with pytest.raises(OSError, match="disk"):
        fail_half_way("imports/none")
    assert plain() == []
    assert not storing.path_of("imports/none").exists()


def test_a_sweep_takes_what_nobody_uses() -> None:
    with unsealed.file() as used:
        left = used.with_name("left")
        left.write_bytes(b"roll")
        assert unsealed.sweep() == 1
        assert used.exists()
        assert not left.exists()


def test_what_a_killed_process_left_is_swept_at_the_next_start(tmp_path: Path) -> None:
    left_out = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: text for name, text in os.environ.items() if name not in left_out}
    environment |= {"ZHENGYOU_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
    killed = subprocess.run([sys.executable, "-c", LEFT_BEHIND], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [path.read_bytes() for path in (tmp_path / "unsealed").iterdir()] == [b"roll"]
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], env=environment, check=True)
    assert list((tmp_path / "unsealed").iterdir()) == []
