"""Files made to harm are refused or tamed in one sentence, within a gigabyte of memory, and the process lives on."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zhengyou.workbooks.tests.hostile import HOSTILE

GIGABYTE = 1024**3
SECONDS = 100
# Reads as an import does, then hands a row back, as for a refused one; prints what came of it.
PROGRAM = """
import json, resource, sys
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from zhengyou.workbooks import annotating, reading, tables
from zhengyou.workbooks.tests.makers import KNOWN
came = {"code": "", "sentence": "", "rows": 0, "notes": []}
try:
    with reading.open_workbook(sys.argv[1]) as workbook:
        came["notes"] = [note.code for note in workbook.notes]
        found = tables.find_tables(workbook, lambda word: KNOWN(word) or word == "从业人员数")
        for table in found.tables:
            came["rows"] += sum(1 for _ in table.rows())
    faults = [annotating.Fault(table.sheet, table.header_rows[-1] + 1, "A", "错") for table in found.tables]
    annotating.return_refused(sys.argv[1], sys.argv[1] + ".refused.xlsx", found.tables, faults)
except reading.UnreadableFile as refused:
    came["code"], came["sentence"] = refused.code, refused.sentence
with open("/proc/self/status") as status:
    came["peak"] = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps(came))
"""


def read_apart(path: Path) -> dict[str, Any]:
    """Reads a file in a process that may take a gigabyte."""
    command = [sys.executable, "-c", PROGRAM, str(path), str(GIGABYTE)]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_harm(tmp_path: Path, name: str) -> None:
    file, make = HOSTILE[name]
    code = make(tmp_path / file)
    came = read_apart(tmp_path / file)
    assert came["code"] == code
    assert came["peak"] < GIGABYTE
    if code:
        assert came["sentence"].count("\n") == 0
        assert came["sentence"].endswith("。")
