"""Uploaded workbooks and what is made of them, below settings.UPLOADS_DIR; names are ours, never the sender's."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zhengyou.web.errors import Refused

_FOLDER: Final = "imports"
_CHUNK: Final = 1024 * 1024

Given = Path | UploadedFile[bytes] | IO[bytes]


def keep(given: Given) -> tuple[str, str]:
    """Copies a workbook into the store; returns its name there and its SHA-256. Raises Refused when it is too large."""
    name = new_name()
    target = path_of(name)
    make_room(target)
    digest = hashlib.sha256()
    size = 0
    try:
        with open(target, "xb", opener=_for_us_alone) as out:
            for chunk in _chunks(given):
                size += len(chunk)
                if size > settings.MAX_UPLOAD_BYTES:
                    megabytes = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
                    raise Refused(
                        _("文件超过 %(megabytes)s MB。请拆成几个文件分别导入。") % {"megabytes": megabytes}
                    )
                digest.update(chunk)
                out.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return name, digest.hexdigest()


def new_name() -> str:
    """A name in the store that nothing bears yet."""
    return f"{_FOLDER}/{uuid4().hex}"


def make_room(target: Path) -> None:
    """Makes the store's folder where it is not there yet."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _for_us_alone(path: str, flags: int) -> int:
    """Rolls hold identity numbers: nobody else on the machine reads them."""
    return os.open(path, flags, 0o600)


def _chunks(given: Given) -> Iterator[bytes]:
    if isinstance(given, UploadedFile):
        yield from given.chunks(_CHUNK)
        return
    if isinstance(given, Path):
        try:
            with given.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    yield chunk
        except OSError:
            raise Refused(_("文件打不开或不存在。请检查文件路径。")) from None
        return
    while chunk := given.read(_CHUNK):
        yield chunk


def path_of(name: str) -> Path:
    """Where a stored file lies."""
    return Path(settings.UPLOADS_DIR) / name


def forget(*names: str) -> None:
    """Removes stored files; missing ones are no matter."""
    for name in names:
        if name:
            path_of(name).unlink(missing_ok=True)
