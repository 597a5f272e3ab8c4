"""An installation of its own for tests of commands: own folder, own database, run as an office runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

ZHENGYOU = Path(sys.executable).with_name("zhengyou")


@dataclass(frozen=True)
class Installation:
    """A data folder and, when the tests run on PostgreSQL, a database of its own."""

    folder: Path
    database_url: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`zhengyou ...` in a process of its own."""
        environment = {**os.environ, "ZHENGYOU_DATA": str(self.folder), "PYTHONWARNINGS": "ignore"}
        environment.pop("DATABASE_URL", None)
        if self.database_url:
            environment["DATABASE_URL"] = self.database_url
        return subprocess.run(
            [ZHENGYOU, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def did(self, *words: str) -> str:
        """What the command printed; it must have gone well."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """SQLite in the folder, or a fresh database beside the one that DATABASE_URL names."""
    folder.mkdir()
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Installation(folder, "")
        return
    name = sql.Identifier(f"zhengyou_{uuid4().hex[:12]}")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield Installation(folder, f"{url.rsplit('/', 1)[0]}/{name.as_string().strip(chr(34))}")
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
