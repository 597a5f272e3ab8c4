"""The memory of a process with all that it started, at its largest."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_EVERY: Final = 0.02  # seconds


class Peak:
    """Samples the resident memory of a process and of those below it, added up, as long as the block lasts.

    Pages that two processes share count twice: the sum is never told too small. Where the system does not tell, it is 0.
    """

    def __init__(self, process: int) -> None:
        self.process = process
        self.megabytes = 0
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self.megabytes = max(self.megabytes, _resident(self.process) // 1024)


def proportional(process: int) -> int:
    """Megabytes of a process and of those below it now: what several of them share is counted once."""
    return _proportional(process) // 1024


def _proportional(process: int) -> int:
    """Kilobytes of a process and those below it."""
    found = 0
    with suppress(OSError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        found += next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)
        for below in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            found += _proportional(int(below))
    return found


def _resident(process: int) -> int:
    """Kilobytes of a process and those below it."""
    found = 0
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text()
        found += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
        for below in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            found += _resident(int(below))
    return found
