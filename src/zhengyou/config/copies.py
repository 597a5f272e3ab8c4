"""Safe copies: database, uploads and keys in one zip with the sums of its parts.

manifest.json   {"format": 1, "version", "made_at", "database": "sqlite"|"postgresql", "files": [{"name", "bytes", "sha256"}]}
database/...    SQLite's own copy, or pg_dump's custom format
uploads/...     files that people sent
keys/...        without them the encrypted fields cannot be read; only the owner may read the zip
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from zhengyou import __version__

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
STORED = {SQLITE: "database/zhengyou.sqlite3", POSTGRESQL: "database/zhengyou.dump"}
BLOCK = 1024 * 1024
KEY_VARIABLES = ("ZHENGYOU_SECRET_KEY", "ZHENGYOU_FIELD_KEY")


class CannotCopy(Exception):
    """A copy cannot be made or taken; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Copy:
    """What a zip holds."""

    version: str
    made_at: str
    database: str
    files: int
    bytes: int


def folders() -> dict[str, Path]:
    """The folders that belong into a copy, by their name in the zip."""
    return {"uploads": Path(settings.UPLOADS_DIR), "keys": Path(settings.DATA_DIR) / "keys"}


def backup(target: Path, *, at: datetime) -> Copy:
    """Writes the copy. The server may go on meanwhile. Raises CannotCopy; an existing file is never overwritten."""
    if target.exists():
        raise CannotCopy(_("%(file)s 已经存在，请换一个文件名。") % {"file": target})
    if not target.parent.is_dir():
        raise CannotCopy(_("没有 %(folder)s 这个文件夹。") % {"folder": target.parent})
    if not connection.introspection.table_names():
        raise CannotCopy(_("数据库里还没有内容，没有什么可备份。请先运行 zhengyou setup。"))
    kind = vendor()
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(prefix="zhengyou-backup-", dir=target.parent) as room:
            dumped = Path(room) / "database"
            _dump(kind, dumped)
            with (
                _private(unfinished) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack,
            ):
                listed = [_add(pack, dumped, STORED[kind])]
                listed += [_add(pack, path, name) for name, path in _held() if path.is_file()]
                manifest = {
                    "format": FORMAT,
                    "version": __version__,
                    "made_at": at.isoformat(),
                    "database": kind,
                    "files": listed,
                }
                pack.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        unfinished.replace(target)
    except OSError as error:
        raise CannotCopy(
            _("写不了 %(file)s：%(why)s") % {"file": target, "why": error.strerror or error}
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return _copy(manifest)


def restore(source: Path, *, force: bool = False) -> Copy:
    """Puts the copy in the place of database, uploads and keys. Nothing is touched before every part was found whole.

    Raises CannotCopy: damaged, of another database, or there are data here already and not `force`.
    """
    with tempfile.TemporaryDirectory(prefix="zhengyou-restore-", dir=settings.DATA_DIR) as room:
        manifest = _unpack(source, Path(room))
        kind = str(manifest["database"])
        if kind != vendor():
            raise CannotCopy(
                _("备份来自 %(theirs)s 数据库，这里是 %(ours)s。请改 DATABASE_URL。")
                % {"theirs": kind, "ours": vendor()}
            )
        if not force and not empty():
            raise CannotCopy(_("这里已经有数据。确定要用备份替换全部现有数据，请加 --force。"))
        _load(kind, Path(room) / STORED[kind])
        for name, folder in folders().items():
            _replace(Path(room) / name, folder)
    return _copy(manifest)


def empty() -> bool:
    """Whether there is nothing here that a restore would destroy: no table and no upload."""
    tables = connection.introspection.table_names()
    uploads = folders()["uploads"]
    return not tables and not (uploads.exists() and any(uploads.iterdir()))


def vendor() -> str:
    """The kind of database this installation uses."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def keys_from_environment() -> list[str]:
    """Names of key variables that are set: those keys lie outside the data folder and are not in a copy."""
    return [name for name in KEY_VARIABLES if os.environ.get(name)]


def _dump(kind: str, target: Path) -> None:
    if kind == SQLITE:
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(target)])


def _load(kind: str, source: Path) -> None:
    if kind == SQLITE:
        connection.close()
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(_database_file())) as held:
            copy.backup(held)
        return
    _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname"], source)


def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _run(command: list[str], source: Path | None = None) -> None:
    """One of PostgreSQL's own programs, with the password in the environment, never in the list of processes."""
    if shutil.which(command[0]) is None:
        raise CannotCopy(_("没有找到 %(program)s。请安装 postgresql-client。") % {"program": command[0]})
    held = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = os.environ | {variable: str(held[key]) for variable, key in names.items() if held.get(key)}
    arguments = [*command, str(held["NAME"]), str(source)] if source else command
    connection.close()
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotCopy(
            _("%(program)s 没有完成：%(why)s") % {"program": command[0], "why": done.stderr.strip()[:500]}
        )


def _held() -> Iterator[tuple[str, Path]]:
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _add(pack: zipfile.ZipFile, path: Path, name: str) -> dict[str, Any]:
    """Puts a file in the zip, block by block; returns its line of the manifest."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, pack.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return {"name": name, "bytes": size, "sha256": digest.hexdigest()}


def _unpack(source: Path, room: Path) -> dict[str, Any]:
    """Takes every part out and compares it with its sum. Raises CannotCopy before anything else is touched."""
    damaged = CannotCopy(_("%(file)s 不是完好的备份文件，没有恢复任何内容。") % {"file": source})
    if not source.is_file():
        raise CannotCopy(_("没有 %(file)s 这个文件。") % {"file": source})
    try:
        with zipfile.ZipFile(source) as pack:
            manifest: dict[str, Any] = json.loads(pack.read(MANIFEST))
            if manifest["format"] != FORMAT or manifest["database"] not in STORED:
                raise CannotCopy(_("备份由另一个版本写成（%(version)s），请用那个版本恢复。") % manifest)
            listed = {entry["name"]: entry for entry in manifest["files"]}
            if set(pack.namelist()) != {MANIFEST, *listed} or STORED[manifest["database"]] not in listed:
                raise damaged
            for name, entry in listed.items():
                _take(pack, _safe(room, name), entry)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        raise damaged from None
    return manifest


def _take(pack: zipfile.ZipFile, target: Path, entry: dict[str, Any]) -> None:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with pack.open(entry["name"]) as source, target.open("wb") as file:
        while block := source.read(BLOCK):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != entry["sha256"]:
        raise ValueError(entry["name"])


def _safe(room: Path, name: str) -> Path:
    """Where a part may be written: inside the room, in one of the known folders."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in {"database", *folders()}:
        raise ValueError(name)
    return room.joinpath(*path.parts)


def _replace(source: Path, target: Path) -> None:
    """The folder as the copy had it. Keys that come from the environment are in no copy: then the folder stays."""
    if not source.exists():
        if target.name == "uploads" and target.exists():
            shutil.rmtree(target)
        return
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    target.chmod(0o700)
    for path in target.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _copy(manifest: dict[str, Any]) -> Copy:
    return Copy(
        version=manifest["version"],
        made_at=manifest["made_at"],
        database=manifest["database"],
        files=len(manifest["files"]),
        bytes=sum(entry["bytes"] for entry in manifest["files"]),
    )
