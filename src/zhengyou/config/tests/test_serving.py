"""The supervisor: keeps its children alive, ends them all, says in one sentence why it cannot serve."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from zhengyou.config import serving
from zhengyou.config.serving import CannotServe, Child, Supervisor, check_address

SLEEPER = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).open('a').write('x'); time.sleep(60)"
PROGRAM = """
import sys
from zhengyou.config.serving import Child, Supervisor
children = [Child(path, [sys.executable, "-c", sys.argv[1], path]) for path in sys.argv[2:]]
tell = lambda: print([child.process.pid for child in children], flush=True)
Supervisor(children, ready=lambda: True, announce=tell).run()
"""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def sleeper(path: Path, name: str = "sleeper") -> Child:
    return Child(name, [sys.executable, "-c", SLEEPER, str(path)])


def starts(path: Path) -> int:
    return len(path.read_text()) if path.exists() else 0


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.05)


def test_a_taken_port_is_named_in_one_sentence(taken: int) -> None:
    with pytest.raises(CannotServe) as refused:
        check_address("127.0.0.1", taken)
    assert str(taken) in refused.value.sentence
    assert "--port" in refused.value.sentence


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8000), ("127.0.0.1", 99999)])
def test_an_impossible_address_is_refused(host: str, port: int) -> None:
    with pytest.raises(CannotServe):
        check_address(host, port)


def test_a_free_port_is_fine() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    check_address("127.0.0.1", port)


@pytest.mark.django_db
def test_the_command_ends_with_one_when_the_port_is_taken(taken: int) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("serve", port=taken, stdout=StringIO())
    assert refused.value.returncode == 1


@pytest.mark.django_db
def test_the_command_wants_a_web_process() -> None:
    with pytest.raises(CommandError, match="--workers"):
        call_command("serve", workers=0, stdout=StringIO())


def test_a_dead_child_is_started_again_later_and_later(tmp_path: Path) -> None:
    child = Child("dies", [sys.executable, "-c", "raise SystemExit(3)"])
    delays = []
    now = 0.0
    for _death in range(7):
        child.look(now)
        assert child.process
        child.process.wait()
        child.look(now)
        delays.append(child.start_at - now)
        now = child.start_at
    assert delays == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_ran_for_a_minute_counts_as_well_again(tmp_path: Path) -> None:
    child = sleeper(tmp_path / "log")
    child.deaths = 5
    child.look(0.0)
    child.look(serving.STEADY + 1)
    assert child.deaths == 0
    child.end(time.monotonic())


def test_it_gives_up_when_the_server_never_comes_up() -> None:
    child = Child("dies", [sys.executable, "-c", "raise SystemExit(3)"], deaths=serving.TRIES)
    supervisor = Supervisor([child], ready=lambda: False, announce=lambda: None)
    with pytest.raises(CannotServe):
        supervisor.look(0.0)
    supervisor.end()


def test_the_address_is_announced_once(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(
        [sleeper(tmp_path / "log")], ready=lambda: True, announce=lambda: said.append("here")
    )
    supervisor.look(0.0)
    supervisor.look(1.0)
    supervisor.end()
    assert said == ["here"]


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
    child = Child("stubborn", [sys.executable, "-c", stubborn, str(tmp_path / "log")])
    child.start(0.0)
    wait_for(lambda: starts(tmp_path / "log") == 1)
    child.ask_to_end()
    child.end(time.monotonic() + 0.2)
    assert child.process
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_children_and_restarts_happen_until_then(tmp_path: Path, number: int) -> None:
    logs = [tmp_path / "a", tmp_path / "b"]
    command = [sys.executable, "-c", PROGRAM, SLEEPER, *map(str, logs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        first, second = map(int, program.stdout.readline().strip("[]\n").split(","))
        wait_for(lambda: starts(logs[0]) == 1)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: starts(logs[0]) == 2)
        assert starts(logs[1]) == 1
        program.send_signal(number)
        assert program.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, SLEEPER, str(tmp_path / "a"), str(tmp_path / "b")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        children = [int(text) for text in program.stdout.readline().strip("[]\n").split(",")]
        program.kill()
        program.wait()
    for child in children:
        wait_for(lambda child=child: not alive(child))  # type: ignore[misc]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_wildcards_are_announced_as_an_address_that_works() -> None:
    assert [serving.reachable(host) for host in ("0.0.0.0", "::", "10.0.0.5")] == [
        "127.0.0.1",
        "::1",
        "10.0.0.5",
    ]
