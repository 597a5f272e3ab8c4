"""Makes up a province of any size, the same for the same seed, as Parquet files and in the product's database.

    python benchmarks/generate.py --organisations 10000 [--seed 20261123] [--members 20] [--covered 0.6]
        [--parquet FOLDER] [--database URL]

Units stand in the real townships of the standard, few in most and many in some; trades, sizes of enterprises, members of branches
and the share with an organisation are skewed as they are in life. Nobody in it exists, and personal fields that would rest
encrypted are empty. Rows are made by DuckDB and go straight into the file or into COPY, a batch at a time: memory does not grow
with the total. `--parquet` writes the fact tables that full builds read. `--database` names an empty database, which is set up,
filled (territories, organisations, units, their coverage facts, members, two rounds with what they saw, three accounts) and
counted; with `sqlite` it is the one under ZHENGYOU_DATA.

The accounts are township, county and secretary; all sign in with the password that is printed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Final

if not __package__:  # run by its path: Python then looks in this folder and not in the one above
    sys.path[0] = str(Path(__file__).resolve().parents[1])

SEED: Final = 20261123
FEWEST, MOST = 1_000, 10_000_000
MOST_MEMBERS: Final = 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, required=True, help="units, 10,000 to 5,000,000")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--members", type=float, default=20, help="of a branch on average; 0 for none")
    parser.add_argument("--covered", type=float, default=0.6, help="share of the units with an organisation")
    parser.add_argument("--parquet", type=Path, help="folder for units.parquet and members.parquet")
    parser.add_argument("--database", help="address of an empty database, or sqlite")
    given = parser.parse_args()
    if not FEWEST <= given.organisations <= MOST:
        parser.error(f"--organisations: from {FEWEST:,} to {MOST:,}")
    if not 0 <= given.members <= MOST_MEMBERS:
        parser.error(f"--members: from 0 to {MOST_MEMBERS}")
    if not 0 <= given.covered <= 1:
        parser.error("--covered: a share, from 0 to 1")
    if not (given.parquet or given.database):
        parser.error("name where it goes: --parquet FOLDER, --database URL, or both")
    if given.database and given.database != "sqlite":
        os.environ["DATABASE_URL"] = given.database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengyou.config.settings")
    import django  # noqa: PLC0415 - reads the environment that was set above

    django.setup()
    from benchmarks.province import filling  # noqa: PLC0415 - models can be imported only after django.setup()

    shape = filling.Shape(given.organisations, given.seed, given.members, given.covered)
    started = time.perf_counter()
    if given.parquet:
        try:
            given.parquet.mkdir(parents=True, exist_ok=True)
        except OSError as failed:
            parser.error(f"--parquet: {given.parquet} cannot be written to: {failed.strerror}")
        filling.files(shape, given.parquet, say=say)
    if given.database:
        filling.database(shape, say=say)
    say(f"done in {time.perf_counter() - started:.1f} s")


def say(line: str, *, passing: bool = False) -> None:
    """One line for whoever waits; a passing one is written over by the next."""
    if not passing:
        sys.stderr.write(f"\r{line:<78}\n")
    elif sys.stderr.isatty():
        sys.stderr.write(f"\r{line:<78}")


if __name__ == "__main__":
    main()
