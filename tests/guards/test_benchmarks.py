"""Every measurement that a document names can be run as it stands there, and every one that there is is named."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), FOLDER / "README.md"])
NAMED = re.compile(r"python -m (benchmarks\.\w+)([^`\n#]*)")
PARTS = {
    "census_steps",
    "census_workbook",
    "http_load",
    "machine",
    "memory",
    "scale_plot",
}  # of other measurements


def named() -> dict[str, set[str]]:
    """{measurement: options with which some document calls it}."""
    found: dict[str, set[str]] = {}
    for document in DOCUMENTS:
        for module, rest in NAMED.findall(document.read_text()):
            options = {word.partition("=")[0] for word in shlex.split(rest) if word.startswith("--")}
            found.setdefault(module, set()).update(options)
    return found


@pytest.mark.parametrize("module", sorted(named()))
def test_a_measurement_that_is_named_exists_and_takes_those_options(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    missing = {option for option in named()[module] if not re.search(rf"{option}\b", done.stdout)}
    assert not missing, f"{module} takes no {missing}"


def test_the_readme_names_every_measurement() -> None:
    text = (FOLDER / "README.md").read_text()
    modules = {path.stem for path in FOLDER.glob("*.py")} - PARTS - {"__init__"}
    assert {name for name in modules if f"benchmarks.{name}" not in text} == set()


def test_the_picture_shows_the_figures_that_are_told() -> None:
    from benchmarks import scale, scale_plot  # noqa: PLC0415 - beside the product, not part of it

    assert scale.PICTURE.read_text() == scale_plot.drawn(scale.read()), (
        "run python -m benchmarks.scale --draw"
    )
