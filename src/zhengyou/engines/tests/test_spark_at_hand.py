"""What is missing for Spark is said in a sentence, before anybody waits."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from zhengyou.engines import counting
from zhengyou.engines.means import EngineMissing, Means
from zhengyou.engines.tests.standalone import free_port


def said(tmp_path: Path, master: str = "local[1]") -> str:
    with pytest.raises(EngineMissing) as missing:
        counting.count({}, {}, engine="spark", means=Means(tmp_path, master=master))
    return missing.value.sentence


def test_pyspark_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert "没有安装 pyspark" in said(tmp_path)


def test_there_is_no_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "没有找到" in said(tmp_path)


def test_no_master_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    first, second = free_port(), free_port()
    master = f"spark://127.0.0.1:{first},127.0.0.1:{second}"
    assert master in said(tmp_path, master)


def test_one_of_several_masters_is_enough(tmp_path: Path) -> None:
    from zhengyou.engines.spark import _knock  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        _knock(f"spark://127.0.0.1:{free_port()},127.0.0.1:{port}")
