"""A second process that works for this one. What it is to do goes through a pipe, never into its arguments or environment."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import Any, Final

_BROKEN: Final = (OSError, EOFError, ValueError, pickle.UnpicklingError)


class Gone(Exception):
    """The other process has ended, failed or was killed."""


def pays() -> bool:
    """Whether there is a second processor to work on."""
    return (os.cpu_count() or 1) > 1


class Companion:
    """Takes one task after another; ends with this process, which closes its pipes, or when it is told to.

    Between two tasks its answer has to be taken: each side waits while the other does not read.
    """

    def __init__(self, *program: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked, self._told = self._process.stdin, self._process.stdout

    @property
    def number(self) -> int:
        """Of the process."""
        return self._process.pid

    def say(self, what: Any) -> None:
        """Sends a task. Raises Gone."""
        try:
            pickle.dump(what, self._asked, pickle.HIGHEST_PROTOCOL)
            self._asked.flush()
        except _BROKEN:
            raise Gone from None

    def take(self) -> Any:
        """Waits for the answer to what was said. Raises Gone."""
        try:
            return pickle.load(self._told)
        except _BROKEN:
            raise Gone from None

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._told):
            with suppress(OSError):  # of a task that was never read
                pipe.close()
