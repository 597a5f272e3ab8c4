"""What a web process loads: it shows pages, and two of them share a small machine with everything else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("docx", "duckdb", "ibis", "llvmlite", "lxml", "numba", "numpy", "openpyxl"),
    *("pandas", "pyarrow", "pyspark", "scipy", "splink", "sqlglot", "typst"),
)
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.world import make_world
make_world()
"""
ANSWER = """
import sys, threading
import zhengyou.config.web_server as web_server
web_server.load()
from django.conf import settings
from django.db import connections
print("threads", threading.active_count(), "connections", sum(one.connection is not None for one in connections.all()))
from django.contrib.auth import get_user_model
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
for name in ("township", "secretary"):
    client = Client()
    client.force_login(get_user_model().objects.get(username=name), "allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/overview/", "/units/" if name == "township" else "/members/"):
        assert client.get(path, follow=True).status_code == 200, (name, path)
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a web process says: its state before it forks, and the heavy libraries it has after it answered."""
    data = tmp_path_factory.mktemp("web")
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"ZHENGYOU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
    for program in (PREPARE, ANSWER):
        run = subprocess.run(
            [sys.executable, "-c", program, *HEAVY],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_landing_pages_and_lists_need_no_engine_and_no_office_library(told: list[str]) -> None:
    assert not told[1].split(), (
        "import it where it is used; of pyarrow and Ibis, take zhengyou.engines.arrow and expressions"
    )


def test_nothing_is_open_that_two_processes_cannot_share(told: list[str]) -> None:
    assert told[0] == "threads 1 connections 0"
