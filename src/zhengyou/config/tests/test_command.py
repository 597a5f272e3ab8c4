"""Exit status and words of the `zhengyou` command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import World
from zhengyou.config.command import OFFERED, load, main


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["zhengyou", *words])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_help_names_every_command_that_is_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in OFFERED)
    assert all(load(name).help for name in OFFERED)


def test_no_word_and_an_unknown_word_are_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 2
    assert run(monkeypatch, "nosuch") == 2
    assert "没有 nosuch 这条命令" in capsys.readouterr().err


def test_missing_words_are_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "census", "import") == 2


@pytest.mark.django_db
def test_what_is_refused_ends_with_one_line_and_status_1(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(monkeypatch, "census", "import", "nofile.xlsx", "--territory", "411302", "--round", "没有这轮")
        == 1
    )
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.splitlines()) == 1
    assert "open-round" in seen.err


@pytest.mark.django_db
def test_done_is_status_0(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "rollup", "refresh") == 0


@pytest.mark.django_db
def test_refresh_refuses_a_place_that_is_not_known(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "rollup", "refresh", "--territory", "77") == 1
    assert capsys.readouterr().err == "没有区划代码 77。\n"


def test_an_empty_data_folder_is_told_to_be_prepared(tmp_path: Path) -> None:
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", "from zhengyou.config.command import main; main()", "rollup", "verify"],
        env={**environment, "ZHENGYOU_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "数据库还没有准备或升级：请先运行 zhengyou setup，再运行这条命令。\n"
