"""setup, check, backup, restore: a whole round on an installation of its own."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhengyou.config.tests.installation import Installation, installation


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Set up, with one account, an upload of an earlier version and one of today that has a refused row."""
    with installation(tmp_path_factory.mktemp("held") / "data") as made:
        made.did("setup")
        made.did(
            *("account", "add", "shengban", "--name", "赵省办", "--phone", "13700000001"),
            *("--role", "province_office", "--place", "410000"),
        )
        uploads = made.folder / "uploads"
        uploads.mkdir(exist_ok=True)
        (uploads / "a.xlsx").write_bytes(b"a workbook")
        sent = made.folder.parent / "sent.csv"
        sent.write_text("单位名称,从业人员数\n好公司,5\n坏公司,很多\n", encoding="utf-8")
        made.did("census", "open-round", "2026-2", "--as-of", "2026-11-20")
        made.did("census", "import", str(sent), "--round", "2026-2", "--territory", "411302")
        yield made


@pytest.fixture(scope="module")
def copy(held: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("copy") / "copy.zip"
    held.did("backup", str(file))
    return file


def test_setting_up_again_adds_nothing(held: Installation) -> None:
    said = held.did("setup")
    assert "新增" not in said
    assert said.count("已是最新") == 4
    assert held.did("check").strip() == "一切完好。"


def test_a_copy_is_private_and_lists_its_parts(copy: Path) -> None:
    assert copy.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(copy) as pack:
        listed = {entry["name"] for entry in json.loads(pack.read("manifest.json"))["files"]}
        assert listed | {"manifest.json"} == set(pack.namelist())
        workbooks = [pack.read(name) for name in listed if name.startswith("uploads/imports/")]
    assert {"keys/fields", "keys/secret", "uploads/a.xlsx"} < listed
    assert [content[:4] for content in workbooks] == [b"ZYF1"]


def test_a_copy_comes_back_whole_elsewhere(copy: Path, tmp_path: Path) -> None:
    with installation(tmp_path / "data") as fresh:
        fresh.did("restore", str(copy))
        assert fresh.did("check").strip() == "一切完好。"  # the telephone number opens: keys came along
        assert (fresh.folder / "uploads" / "a.xlsx").read_bytes() == b"a workbook"
        fresh.did("census", "refused", "1", "-o", str(tmp_path / "refused.xlsx"))
        assert zipfile.is_zipfile(tmp_path / "refused.xlsx")  # what rests sealed opens: keys came along
        again = fresh.run("account", "add", "shengban", "--role", "province_office", "--place", "410000")
        assert "已经担任" in again.stderr
        assert (again.returncode, again.stdout) == (1, "")


def test_what_is_there_is_replaced_only_when_told_to(copy: Path, tmp_path: Path) -> None:
    with installation(tmp_path / "data") as other:
        other.did("setup")
        refused = other.run("restore", str(copy))
        assert refused.returncode == 1
        assert "--force" in refused.stderr
        other.did("restore", str(copy), "--force")
        assert other.did("check").strip() == "一切完好。"


def test_a_damaged_copy_touches_nothing(copy: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(copy) as pack, zipfile.ZipFile(broken, "w") as changed:
        for name in pack.namelist():
            content = pack.read(name)
            changed.writestr(name, content.replace(b"a workbook", b"b workbook"))
    cut = tmp_path / "cut.zip"
    cut.write_bytes(copy.read_bytes()[:-2000])
    escaping = tmp_path / "escaping.zip"
    with zipfile.ZipFile(copy) as pack, zipfile.ZipFile(escaping, "w") as changed:
        manifest = json.loads(pack.read("manifest.json"))
        manifest["files"].append({"name": "uploads/../../out", "bytes": 1, "sha256": "0"})
        changed.writestr("manifest.json", json.dumps(manifest))
        for name in pack.namelist()[:-1]:
            changed.writestr(name, pack.read(name))
        changed.writestr("uploads/../../out", b"x")
    with installation(tmp_path / "data") as fresh:
        for file in (broken, cut, escaping, tmp_path / "none.zip", Path(__file__)):
            refused = fresh.run("restore", str(file))
            assert refused.returncode == 1, file
            assert refused.stdout == ""
        assert not (fresh.folder / "uploads").exists()
    assert not (tmp_path / "out").exists()


def test_a_file_is_not_overwritten(held: Installation, copy: Path) -> None:
    before = copy.read_bytes()
    assert held.run("backup", str(copy)).returncode == 1
    assert copy.read_bytes() == before
    assert held.run("backup", str(copy.parent / "none" / "x.zip")).returncode == 1


def test_an_empty_installation_has_nothing_to_copy(tmp_path: Path) -> None:
    with installation(tmp_path / "data") as fresh:
        assert "setup" in fresh.run("backup", str(tmp_path / "x.zip")).stderr
        assert "setup" in fresh.run("check").stdout
