"""Runs the web server and the worker as children: starts them, restarts the one that dies, stops both."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from django.utils.translation import gettext as _

APPLICATION = "zhengyou.config.wsgi:application"
THREADS = 4  # per web process, each with its own database connection; Granian warns above 2 x cores + 1
GRACE = 15.0  # seconds for a child to end in good order
STEADY = 60.0  # seconds after which a child counts as well again
LONGEST = 30.0  # seconds between two attempts at most
TRIES = 3  # starts of the web server that may fail before we say so and end
LOOK = 0.2  # seconds between two looks at the children

logger = logging.getLogger("zhengyou.serving")


class CannotServe(Exception):
    """The server cannot run; `sentence` says why and how to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class Child:
    """A process that is to run all the time."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0  # in a row
    started: float = 0.0
    start_at: float = 0.0

    def start(self, now: float) -> None:
        """Starts it in a session of its own: Ctrl+C reaches us, and we tell the children."""
        self.started = now
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )

    def look(self, now: float) -> None:
        """Starts it when it is due; notes a death and when to try again (1, 2, 4 ... 30 s)."""
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
            return
        status = self.process.poll()
        if status is None:
            if now - self.started > STEADY:
                self.deaths = 0
            return
        self._sweep()
        self.process = None
        self.deaths += 1
        delay = min(LONGEST, 2.0 ** (self.deaths - 1))
        self.start_at = now + delay
        logger.error("%s ended with status %s, starting again in %.0f s", self.name, status, delay)

    def ask_to_end(self) -> None:
        """Sends SIGTERM."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Waits until the deadline, then kills it with everything it began."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s did not end in time and is killed", self.name)
        self._sweep()
        self.process.wait()

    def _sweep(self) -> None:
        """Kills what is left of its session, so that no orphan keeps the port."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Supervisor:
    """Keeps children running until told to stop.

    ready: whether the first child answers; announce: called once when it does.
    """

    children: Sequence[Child]
    ready: Callable[[], bool]
    announce: Callable[[], None]
    stopping: bool = False
    _announced: bool = field(default=False, init=False)

    def run(self) -> None:
        """Returns after SIGTERM, SIGINT or SIGHUP, with all children ended. Raises CannotServe."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            while not self.stopping:
                self.look(time.monotonic())
                time.sleep(LOOK)
        finally:
            self.end()

    def look(self, now: float) -> None:
        """Once round."""
        for child in self.children:
            child.look(now)
        if self._announced:
            return
        if self.ready():
            self._announced = True
            self.announce()
        elif self.children[0].deaths >= TRIES:
            raise CannotServe(_("网站没有启动起来，原因见上面的记录。请先运行 zhengyou check 检查安装。"))

    def end(self) -> None:
        """Ends all children."""
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.end(deadline)

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True


def serve(*, host: str, port: int, workers: int, announce: Callable[[str], None]) -> None:
    """Serves until told to stop.

    workers: web processes. announce: called with the address once it answers.
    Raises CannotServe: port taken or not allowed, unknown host, server does not come up.
    """
    check_address(host, port)
    address = reachable(host)
    server = [sys.executable, "-m", "zhengyou.config.web_server", "--interface", "wsgi"]
    server += ["--host", host, "--port", str(port)]
    server += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--respawn-failed-workers"]
    server += ["--workers-kill-timeout", "10", "--no-ws", "--log-level", "warning", APPLICATION]
    # The worker keeps its name when it is started again, so it takes up at once what it dropped.
    worker = [
        sys.executable,
        "-m",
        "django",
        "worker",
        "--worker-id",
        f"serve-{socket.gethostname()[:40]}-{os.getpid()}",
    ]
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}/"
    Supervisor(
        children=[Child("web server", server), Child("worker", worker)],
        ready=lambda: answers(address, port),
        announce=lambda: announce(url),
    ).run()


def check_address(host: str, port: int) -> None:
    """Raises CannotServe when nobody can listen there."""
    if not 0 < port < 65536:
        raise CannotServe(_("端口应在 1 到 65535 之间，不能是 %(port)s。") % {"port": port})
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise CannotServe(_("找不到地址 %(host)s，请检查 --host。") % {"host": host}) from None
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except PermissionError:
            sentence = _("端口 %(port)s 需要管理员权限，请用 --port 换一个 1024 以上的端口。")
            raise CannotServe(sentence % {"port": port}) from None
        except OSError as error:
            sentence = _(
                "端口 %(port)s 无法使用（%(why)s），可能已被占用。请停止那个程序，或用 --port 换一个端口。"
            )
            raise CannotServe(sentence % {"port": port, "why": error.strerror}) from None


def reachable(host: str) -> str:
    """The address at which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)


def answers(address: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


try:
    _libc: ctypes.CDLL | None = ctypes.CDLL("libc.so.6")
except OSError:  # not Linux
    _libc = None


def _die_with_parent() -> None:
    """On Linux a child gets SIGTERM when we are killed without a chance to tell it."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM)
