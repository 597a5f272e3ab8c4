"""Record linkage behind its small interface, with rows that have nothing to do with units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from splink.internals.exceptions import SplinkException

from zhengyou.engines import duck, linkage, splinking
from zhengyou.engines.linkage import Model, Pair, Rung
from zhengyou.engines.means import EngineOutgrown, Means

MODEL = Model(
    comparisons={
        "name": [
            Rung("unknown", "name_l IS NULL OR name_r IS NULL", None, None),
            Rung("same", "name_l = name_r", 0.9, 0.001),
            Rung("close", "slip(name_l, name_r) OR shared(grams_l, grams_r) >= 2", 0.09, 0.01),
            Rung("other", "ELSE", 0.01, 0.9),
        ]
    },
    blocks=[["town"]],
    most_in_block=4,
    prior=0.01,
    shown_from=-5.0,
)


def rows(*some: tuple[int, str | None, str]) -> dict[str, list[Any]]:
    return {
        "unique_id": [number for number, _name, _town in some],
        "name": [name for _number, name, _town in some],
        "grams": [list(name or "") for _number, name, _town in some],
        "town": [town for _number, _name, town in some],
    }


def pairs(tmp_path: Path, *some: tuple[int, str | None, str], **means: Any) -> list[Pair]:
    return linkage.pairs(rows(*some), MODEL, engine="duckdb", means=Means(tmp_path, **means))


def test_the_weight_is_prior_and_evidence_and_each_level_is_named(tmp_path: Path) -> None:
    found = pairs(tmp_path, (7, "ABCD", "x"), (3, "ABCD", "x"), (5, "ABDC", "x"), (9, None, "x"))
    assert [(pair.first, pair.second, pair.levels["name"], pair.weight) for pair in found] == [
        (3, 5, "close", -3.46),
        (3, 7, "same", 3.18),
        (5, 7, "close", -3.46),
    ]


def test_what_shares_no_block_is_not_compared(tmp_path: Path) -> None:
    assert pairs(tmp_path, (1, "ABCD", "x"), (2, "ABCD", "y")) == []


def test_a_block_that_everybody_shares_compares_nobody(tmp_path: Path) -> None:
    assert pairs(tmp_path, *((number, "ABCD", "x") for number in range(5))) == []


def test_a_table_in_which_nothing_is_known(tmp_path: Path) -> None:
    assert pairs(tmp_path, (1, None, "x"), (2, None, "x")) == []


def test_work_can_be_stopped_between_steps(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pairs(tmp_path, (1, "A", "x"), (2, "A", "x"), check=stop)


def test_it_reaches_nothing_outside_its_folder(tmp_path: Path) -> None:
    with duck.connect(Means(tmp_path / "engine")) as connection:
        settings = dict(
            connection.execute(
                "SELECT name, value FROM duckdb_settings() WHERE name IN ('threads', 'temp_directory')"
            ).fetchall()
        )
        assert settings == {"threads": "2", "temp_directory": str(tmp_path / "engine")}
    for statement in ("INSTALL httpfs", "SELECT * FROM read_csv('/etc/passwd')", "SET threads = 8"):
        with duck.connect(Means(tmp_path / "engine")) as connection, pytest.raises(duckdb.Error):
            connection.execute(statement).fetchall()


def test_too_much_for_its_memory_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise SplinkException("no room") from duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(splinking, "predict", full)
    with pytest.raises(EngineOutgrown) as said:
        pairs(tmp_path, (1, "A", "x"), (2, "A", "x"))
    assert "分市或分县" in said.value.sentence
