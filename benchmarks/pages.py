"""How many pages a second the product answers, signed in, with everything that stands in front of a page.

    python -m benchmarks.pages [--organisations 10000 ...] [--database sqlite|postgres|both] [--members 20] [--runs 5]
        [--seconds 4] [--connections 16]

For each total and database a province is generated, `zhengyou serve` is started with two web processes and its background worker,
and a township office and a branch secretary sign in through the form. A load process on the same machine then asks with so many
connections for the page on which each lands and for the list that each uses most (units, members). Three figures of each page:

- whole: the page as a browser gets it that has nothing;
- unchanged: the same with the tag of the last answer (If-None-Match), mostly 304;
- anew: every request has an address of its own, so nothing that the server kept can answer it.

Targets, 16 connections on 2 cores shared with the load: whole at least 300/s with a 95th percentile of at most 60 ms; unchanged
at least 1,000/s; at five million units at most 1.3 times as slow as at ten thousand. Medians of the runs are told. Memory is
that of the web server with its processes after each page, at its largest; what they share counts once (PSS).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.machine import report
from benchmarks.memory import proportional

PROJECT: Final = Path(__file__).parents[1]
PAGES: Final = {"township": ("/overview/", "/units/"), "secretary": ("/overview/", "/members/")}
KINDS: Final = {"whole": [], "unchanged": ["--unchanged"], "anew": ["--anew"]}
PASSWORD: Final = "zhengyou-benchmark-2026"
WEB: Final = 2  # web processes
PATIENCE: Final = 60.0  # seconds until the server answers


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, nargs="+", default=[10_000])
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--members", type=float, default=20, help="of a branch on average")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # of a run that was begun already
    given = parser.parse_args()
    if given.folder:
        json.dump(measure(given), sys.stdout)
        return
    found = {
        f"{database}, {total:,} units": on(database, total, given)
        for database in (("sqlite", "postgres") if given.database == "both" else (given.database,))
        for total in given.organisations
    }
    show(found)
    report("pages", {"runs": given.runs, "connections": given.connections, "found": found})


def on(database: str, total: int, given: argparse.Namespace) -> dict[str, Any]:
    """The figures on one database with one total; PostgreSQL in a cluster of its own."""
    folder = tempfile.mkdtemp(prefix="zhengyou-pages-")
    command = [sys.executable, "-m", "benchmarks.pages", f"--folder={folder}", f"--organisations={total}"]
    command += [f"--{name}={getattr(given, name)}" for name in ("members", "runs", "seconds", "connections")]
    if database == "postgres":
        command = [str(PROJECT / "scripts" / "with-postgres.sh"), *command]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("ZHENGYOU_", "DATABASE_"))
    }
    environment |= {"ZHENGYOU_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhengyou.config.settings"}
    try:
        told = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Fills the database of the environment, serves it and asks."""
    generate = [sys.executable, "-m", "benchmarks.generate", f"--organisations={given.organisations[0]}"]
    generate += [f"--members={given.members}", f"--database={os.environ.get('DATABASE_URL', 'sqlite')}"]
    subprocess.run(generate, check=True, stdout=sys.stderr, cwd=PROJECT)
    with serving() as (port, server):
        cookies = {name: sign_in(port, name) for name in PAGES}
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        pages, taken = {}, 0
        for name, path in ((name, path) for name, paths in PAGES.items() for path in paths):
            pages[f"{name} {path}"] = {
                kind: _median([_ask(port, path, cookies[name], options, given) for _ in range(given.runs)])
                for kind, options in KINDS.items()
            }
            taken = max(taken, proportional(int(children[0])))  # the first child is the web server
    return {"pages": pages, "web_megabytes": taken}


def _ask(
    port: int, path: str, cookie: str, options: Sequence[str], given: argparse.Namespace
) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.http_load",
        f"--port={port}",
        f"--path={path}",
        f"--cookie={cookie}",
    ]
    command += [f"--seconds={given.seconds}", f"--connections={given.connections}", *options]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    statuses: dict[str, int] = {}
    for run in runs:
        for status, number in run["statuses"].items():
            statuses[status] = statuses.get(status, 0) + number
    middle = {
        name: statistics.median(run[name] for run in runs)
        for name in ("requests_per_second", "p50_ms", "p95_ms")
    }
    return {**middle, "statuses": statuses, "bytes": max(run["bytes"] for run in runs)}


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """`zhengyou serve` on a free port: (port, process)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "zhengyou.config.command", "serve", f"--port={port}", f"--workers={WEB}"]
    code = "from zhengyou.config.command import main; main()"
    command = [sys.executable, "-c", code, *command[3:]]
    with subprocess.Popen(command, cwd=PROJECT, stdout=sys.stderr) as server:
        try:
            _wait(port, server)
            yield port, server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE and server.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/health/live")
            if asked.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not come up; what it said stands above.")


def sign_in(port: int, name: str) -> str:
    """Signs in through the form; the cookies of the session as a browser sends them."""
    cookies: dict[str, str] = {}
    page, path = _fetch(port, "/login/", cookies), "/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token, "the page to sign in has no form"
    _fetch(port, path, cookies, {"csrfmiddlewaretoken": token[1], "login": name, "password": PASSWORD})
    _fetch(port, "/", cookies)
    if "sessionid" not in cookies:
        raise SystemExit(f"{name} could not sign in.")
    return "; ".join(f"{key}={value}" for key, value in cookies.items())


def _fetch(port: int, path: str, cookies: dict[str, str], form: dict[str, str] | None = None) -> str:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
        "Referer": f"http://127.0.0.1:{port}/",
    }
    if form is None:
        asked.request("GET", path, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked.request("POST", path, urlencode(form), headers)
    answer = asked.getresponse()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
    cookies.pop("messages", None)  # a message would be shown once and then be gone
    return answer.read().decode()


def show(found: dict[str, Any]) -> None:
    """The table, on standard error."""
    for name, one in found.items():
        sys.stderr.write(f"{name}; web processes {one['web_megabytes']} MB\n")
        for page, kinds in one["pages"].items():
            for kind, run in kinds.items():
                sys.stderr.write(
                    f"  {page:24}{kind:10}{run['requests_per_second']:9.1f}/s  p50 {run['p50_ms']:6.1f} ms"
                    f"  p95 {run['p95_ms']:6.1f} ms  {run['statuses']}\n"
                )


if __name__ == "__main__":
    main()
