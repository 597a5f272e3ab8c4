"""Uploaded workbooks and what is made of them, sealed below settings.UPLOADS_DIR; names are ours, never the sender's.

Files of earlier versions lie there as they were sent: whether one is sealed is told by its mark (docs/adr/0025).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zhengyou.census.importing import unsealed
from zhengyou.encryption import Unreadable, files
from zhengyou.web.errors import Refused

_FOLDER: Final = "imports"
_CHUNK: Final = 1024 * 1024

Given = Path | UploadedFile[bytes] | IO[bytes]


def keep(given: Given) -> tuple[str, str]:
    """Seals a workbook into the store; returns its name there and its SHA-256. Raises Refused when it is too large."""
    name = new_name()
    digest = hashlib.sha256()
    _seal(_within_limits(given, digest.update), name)
    return name, digest.hexdigest()


@contextmanager
def made(name: str) -> Iterator[Path]:
    """A file to write into; it is sealed into the store under the name when it is done, in the place of an older one."""
    with unsealed.file() as path:
        yield path
        _seal(_chunks(path), name)


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """The file as it was sent, at a path that lasts for the block: of the store or anybody's own.

    Raises Refused when it was sealed with another key or changed since.
    """
    if not _is_sealed(path):
        yield path
        return
    with unsealed.file() as plain:
        with plain.open("wb") as out:
            _unseal(path, out)
        yield plain


def opened(path: Path) -> IO[bytes]:
    """A stored file to hand out, as it was before it was sealed. Whoever takes it closes it. Raises Refused."""
    if not _is_sealed(path):
        return path.open("rb")
    out = unsealed.nameless()
    try:
        _unseal(path, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _is_sealed(path: Path) -> bool:
    try:
        with path.open("rb") as source:
            return files.is_sealed(source)
    except OSError:
        return False  # whoever opens it says so


def _unseal(path: Path, out: IO[bytes]) -> None:
    try:
        with path.open("rb") as source:
            for piece in files.unseal(source):
                out.write(piece)
    except Unreadable:
        raise Refused(
            _("保存的文件读不出来：它被改动过，或密钥不是保存时的那一把。请联系系统管理员。")
        ) from None


def _seal(chunks: Iterator[bytes], name: str) -> None:
    target = path_of(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    try:
        with open(partial, "wb", opener=_for_us_alone) as out:
            files.seal(chunks, out)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _within_limits(given: Given, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    size = 0
    for chunk in _chunks(given):
        size += len(chunk)
        if size > settings.MAX_UPLOAD_BYTES:
            megabytes = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
            raise Refused(_("文件超过 %(megabytes)s MB。请拆成几个文件分别导入。") % {"megabytes": megabytes})
        seen(chunk)
        yield chunk


def new_name() -> str:
    """A name in the store that nothing bears yet."""
    return f"{_FOLDER}/{uuid4().hex}"


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
