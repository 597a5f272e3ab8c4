"""A real installation: its own folder and database, made by the real commands, served as a user serves it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
START = 60  # seconds in which the server must answer


@dataclass(slots=True)
class Installation:
    """`folder` is its ZHENGYOU_DATA; `run` and `furnish` work on it whether it serves or not."""

    folder: Path
    port: int = 0
    _server: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it serves, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What server and worker wrote to standard error."""
        return self.folder / "server.log"

    def run(self, *words: str, status: int = 0) -> str:
        """Runs `zhengyou WORDS` and returns its standard output. Fails unless it exits with `status`."""
        return self._run([str(Path(sys.executable).parent / "zhengyou"), *words], status)

    def furnish(self, act: str, **told: Any) -> Any:
        """Calls a function of tests/journeys/furnishing.py inside the installation; returns what it answers."""
        begin = "import sys, django; django.setup(); from tests.journeys import furnishing; furnishing.answer(*sys.argv[1:])"
        return json.loads(self._run([sys.executable, "-c", begin, act, json.dumps(told)], 0))

    def serve(self) -> None:
        """Starts web server and worker; returns when it answers."""
        self.port = free_port()
        command = [str(Path(sys.executable).parent / "zhengyou"), "serve", "--port", str(self.port)]
        with self.log.open("a") as log:
            self._server = subprocess.Popen(
                [*command, "--workers", "1"],
                cwd=PROJECT,
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._server.stdout is not None
        announced = self._server.stdout.readline()
        assert self.url in announced, f"not served: {announced}{self.log.read_text()[-3000:]}"

    def stop(self) -> None:
        """Ends the server in good order."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(START)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        assert self._server.stdout is not None
        self._server.stdout.close()
        self._server = None

    def faults(self) -> list[str]:
        """Errors and tracebacks that the server logged."""
        if not self.log.exists():
            return []
        found = []
        for line in self.log.read_text().splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                entry = {"level": "ERROR" if "Traceback" in line or "Error" in line else ""}
            if entry.get("level") in {"ERROR", "CRITICAL"}:
                found.append(f"{entry.get('message', '')} {str(entry.get('traceback') or line)[-600:]}")
        return list(dict.fromkeys(found))

    def copy_to(self, folder: Path) -> Installation:
        """Another installation that begins where this one stands."""
        shutil.copytree(self.folder, folder)
        return Installation(folder)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGYOU_")}
        kept.pop("DATABASE_URL", None)  # SQLite in the folder, whatever the other tests run on
        kept["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
        return kept | {"ZHENGYOU_DATA": str(self.folder), "PYTHONUNBUFFERED": "1"}

    def _run(self, command: list[str], status: int) -> str:
        done = subprocess.run(
            command, cwd=PROJECT, env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != status:
            raise AssertionError(
                f"{command} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
            )
        return done.stdout


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
