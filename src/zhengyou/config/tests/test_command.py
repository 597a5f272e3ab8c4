"""Exit status and words of the `zhengyou` command."""

from __future__ import annotations

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
