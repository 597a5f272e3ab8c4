"""Reads the environment. Each setting names its variable, what it is for and an example when it is wrong."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


class BadSetting(SystemExit):
    """An environment variable holds what it must not; the message says which, what for, and an example."""

    def __init__(self, name: str, purpose: str, example: str) -> None:
        super().__init__(f"环境变量 {name} 的值无法使用：{purpose}。例：{name}={example}")


def data_dir() -> Path:
    """Folder of everything the installation writes: database, uploads, keys."""
    return Path(os.environ.get("ZHENGYOU_DATA", PROJECT / "var")).resolve()


def database_url() -> str:
    """DATABASE_URL, or the embedded SQLite database under the data folder."""
    return os.environ.get("DATABASE_URL", f"sqlite:///{data_dir() / 'zhengyou.sqlite3'}")


def flag(name: str, *, default: bool, purpose: str) -> bool:
    """A yes/no variable: 1/0, true/false, yes/no."""
    text = os.environ.get(name, "1" if default else "0").strip().lower()
    if text in {"1", "true", "yes"}:
        return True
    if text in {"0", "false", "no", ""}:
        return False
    raise BadSetting(name, purpose, "1")


def choice(name: str, options: tuple[str, ...], purpose: str) -> str:
    """A variable with a fixed list of values; the first is the default."""
    value = os.environ.get(name, options[0])
    if value not in options:
        raise BadSetting(name, f"{purpose}，可用 {'、'.join(options)}", options[0])
    return value


def spark_master() -> str:
    """ZHENGYOU_SPARK_MASTER, as Spark writes it; without it Spark runs on this machine alone."""
    value = os.environ.get("ZHENGYOU_SPARK_MASTER", "").strip() or "local[*]"
    if re.fullmatch(r"local(\[[\d*,]+\])?|spark://\S+:\d+|yarn|k8s://\S+", value):
        return value
    raise BadSetting("ZHENGYOU_SPARK_MASTER", "Spark 主节点的地址", "spark://10.0.0.8:7077")


def count(name: str, *, default: int, purpose: str) -> int:
    """A whole number from 0 to 9."""
    text = os.environ.get(name, "").strip() or str(default)
    if len(text) == 1 and text in "0123456789":
        return int(text)
    raise BadSetting(name, f"{purpose}，可用 0 至 9", "1")


def names(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str, file_name: str) -> str:
    """A secret from the environment, else from a file made once, readable by its owner only.

    Losing the file of ZHENGYOU_FIELD_KEY makes the encrypted fields unreadable, so `zhengyou backup` includes it.
    """
    if value := os.environ.get(name):
        return value
    path = data_dir() / "keys" / file_name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()
