"""Plain files that live for a moment beside the sealed store: for us alone, gone when done, swept after a kill."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from django.conf import settings

_IN_MEMORY: Final = 4 * 1024 * 1024


@contextmanager
def file() -> Iterator[Path]:
    """An empty file with a name, for libraries that open by path. It is gone afterwards, whatever happened."""
    number, path = _locked()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(number)


def nameless() -> IO[bytes]:
    """A file without a name, in memory while it is small; gone when it is closed."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+b", dir=str(_room()))


def sweep() -> int:
    """Deletes what killed processes left behind; files that somebody still uses are locked. Returns how many went."""
    swept = 0
    folder = _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            swept += 1
    return swept


def _locked() -> tuple[int, Path]:
    while True:
        path = _room() / uuid4().hex
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(number, fcntl.LOCK_EX)
        if path.exists():  # else a sweep came between the two lines above
            return number, path
        os.close(number)


def _room() -> Path:
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "unsealed"
