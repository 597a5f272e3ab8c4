"""The province as views of DuckDB: each row follows from the seed and its own number alone, and is made when it is read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Final

import duckdb
import pyarrow as pa

from benchmarks.province.places import Place
from zhengyou import standards
from zhengyou.demo import words
from zhengyou.standards.rules.credit_code import ALPHABET, WEIGHTS

VIEWS: Final = Path(__file__).with_name("views.sql")
OWN_BRANCHES: Final = (
    10_000_000  # ids of branches of one unit begin here; those of committees and joint branches lie below
)
BATCH: Final = 50_000  # rows that are in memory at once
MEMORY: Final = "1GB"


def open_province(
    held: Sequence[Place], *, seed: int, members: float, covered: float, threads: int = 1
) -> duckdb.DuckDBPyConnection:
    """A connection with the views units, members, coverage and organisations (views.sql says what they hold).

    members: people of a branch, on average. covered: share of the units that have an organisation. More than one thread is
    quicker, and then rows come in any order.
    """
    province = duckdb.connect(
        config={"threads": threads, "memory_limit": MEMORY, "temp_directory": tempfile.gettempdir()}
    )
    names = ["number", "code", "name", "level", "parent", "path", "territory_id"]
    names += ["first", "last", "joint_first", "joint_count"]
    province.register("given", pa.table({name: [getattr(one, name) for one in held] for name in names}))
    province.execute("CREATE TABLE places AS SELECT * FROM given ORDER BY number")
    province.unregister("given")
    province.execute(_text(seed=seed, members=members, covered=covered))
    return province


def _text(*, seed: int, members: float, covered: float) -> str:
    founding = standards.load_founding()
    trades = [
        (core, code, weight, people, head)
        for cores, code, weight, people, head in words.TRADES
        for core in cores
    ]
    picked = [number for number, trade in enumerate(trades, 1) for _ in range(trade[2])]
    kinds = " ".join(f"WHEN '{kind}' THEN '{some}'" for kind, some in founding.populations.items())
    branch = {
        name: next(one for one in some if one.level == "branch") for name, some in founding.thresholds.items()
    }
    return Template(VIEWS.read_text(encoding="utf-8")).substitute(
        seed=seed,
        members=members,
        covered=covered,
        own=OWN_BRANCHES,
        picked=picked,
        cores=[trade[0] for trade in trades],
        codes=[trade[1] for trade in trades],
        people=[float(trade[3]) for trade in trades],
        heads=[float(trade[4]) for trade in trades],
        brands=list(words.BRANDS),
        endings=[one for one, weight in words.ENDINGS for _ in range(weight)],
        associations=list(words.ASSOCIATIONS),
        surnames=list(words.SURNAMES),
        given=list(words.GIVEN),
        populations=f"CASE org_kind {kinds} ELSE '' END",
        alphabet=ALPHABET,
        check=" + ".join(
            f"{weight} * CAST(substr(first17, {place}, 1) AS INTEGER)"
            for place, weight in enumerate(WEIGHTS, 1)
        ),
        thresholds=" ".join(f"WHEN '{name}' THEN {one.members}" for name, one in branch.items()),
        unmoved=str(tuple(name for name, one in branch.items() if one.counts == "full_and_unmoved")),
    )
