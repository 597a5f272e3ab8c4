"""No file of the project names the machine it was written on, nor where its packages were fetched from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACES = re.compile(
    r"(?<![\w.-])/(?:root|work/(?:main|shared|brief|\.library))\b"
    r"|\b(?:files\.pythonhosted|pypi|registry\.npmjs|registry\.yarnpkg|(?:deb|security|snapshot)\.debian)\.(?:org|com)\b"
)


def tracked_files() -> list[Path]:
    # The folder may belong to another user than the one who runs the tests, which git refuses unless told.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_the_machine_or_a_registry() -> None:
    traces = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if TRACES.search(line)
    ]
    assert not traces, "\n".join(traces)


@pytest.mark.parametrize(
    "line",
    [
        "see /ro" + "ot/x",
        '"' + "/work" + '/main"',
        "https://py" + "pi.org/simple",
        "http:" + "//deb." + "debian.org/x",
    ],
)
def test_a_trace_is_recognised(line: str) -> None:
    assert TRACES.search(line)


@pytest.mark.parametrize("line", ["/work-list/", "var/root", "www.debian.org", "{% url 'work' %}"])
def test_ordinary_text_is_not(line: str) -> None:
    assert not TRACES.search(line)
