"""What a web process loads: it shows pages, and two of them share a small machine with everything else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("duckdb", "openpyxl", "pyarrow", "pyspark", "splink", "typst")
PROGRAM = """
import sys
from zhengyou.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_it_loads_no_engine_and_no_office_library(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "ZHENGYOU_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, *HEAVY], env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert not told.split(), (
        "import it inside the function that needs it; of pyarrow, take zhengyou.engines.arrow"
    )
