"""A second process that works for this one. What it is to do goes through a pipe, never into its arguments or environment."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Final

_BROKEN: Final = (OSError, EOFError, ValueError, pickle.UnpicklingError)
SECONDS: Final = 120
"""For one task. A process that runs out of memory may stand still for ever instead of ending."""
_EVERY: Final = 1.0  # seconds between two looks at the clock


class Gone(Exception):
    """The other process has ended, failed or was killed."""


def pays() -> bool:
    """Whether there is a second processor to work on."""
    return len(os.sched_getaffinity(0)) > 1


class Companion:
    """Takes one task after another; ends with this process, which closes its pipes, or when it is told to.

    Between two tasks its answer has to be taken: each side waits while the other does not read.
    """

    def __init__(self, *program: str) -> None:
        """program: arguments of the interpreter. Raises Gone where no process can be started."""
        try:
            self._process = subprocess.Popen(
                [sys.executable, *program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            raise Gone from None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked, self._told = self._process.stdin, self._process.stdout
        self._until: float | None = None
        self._ended = Event()
        Thread(target=self._watch, daemon=True).start()

    @property
    def number(self) -> int:
        """Of the process."""
        return self._process.pid

    def say(self, what: Any) -> None:
        """Sends a task. Raises Gone."""
        with self._in_time():
            pickle.dump(what, self._asked, pickle.HIGHEST_PROTOCOL)
            self._asked.flush()

    def take(self) -> Any:
        """Waits for the answer to what was said. Raises Gone."""
        with self._in_time():
            return pickle.load(self._told)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Ends the process when it takes too long. Raises Gone when it did, or ended before."""
        self._until = time.monotonic() + SECONDS
        try:
            yield
        except _BROKEN:
            raise Gone from None
        finally:
            self._until = None

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            until = self._until
            if until is not None and time.monotonic() > until:
                self._process.kill()

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._ended.set()
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._told):
            with suppress(OSError):  # of a task that was never read
                pipe.close()
