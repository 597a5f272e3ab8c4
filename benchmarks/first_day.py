"""What a newcomer waits for: `make demo SERVE=0` in a fresh clone, then again.

    python -m benchmarks.first_day [--runs 3]

Each run clones the committed tree into an empty folder, so installation is part of the first figure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.machine import medians, report

PROJECT = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    folder = Path(tempfile.mkdtemp(prefix="zhengyou-first-day-"))
    clone = folder / "clone"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGYOU_")}

    def fresh() -> None:
        shutil.rmtree(clone, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)

    def demo() -> None:
        subprocess.run(
            ["make", "demo", "SERVE=0"], cwd=clone, env=environment, check=True, stdout=subprocess.DEVNULL
        )

    try:
        report(
            "first_day",
            {"seconds": medians(runs, fresh, {"first make demo": demo, "second make demo": demo})},
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
