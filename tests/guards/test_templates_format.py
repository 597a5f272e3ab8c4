"""Templates stand in djade's format; `make format` puts them there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parents[2] / "src"


def test_every_template_is_formatted() -> None:
    templates = sorted(SRC.glob("**/templates/**/*.html"))
    assert templates
    djade = Path(sys.executable).with_name("djade")
    run = subprocess.run(
        [djade, "--target-version", "5.2", "--check", *templates], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"Run `make format`.\n{run.stdout}{run.stderr}"
