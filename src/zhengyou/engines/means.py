"""What an engine may take of the machine, what it says when it cannot, and which one was chosen."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_MODULES: Final = {
    "duckdb": "duck",
    "spark": "spark",
}  # imported when used: each is heavy, one is often missing


class EngineFailed(Exception):
    """The engine cannot do it. `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class EngineMissing(EngineFailed):
    """The engine that was asked for is not installed, or cannot be reached."""


class EngineOutgrown(EngineFailed):
    """More rows than the engine holds within its memory."""


@dataclass(frozen=True, slots=True)
class Means:
    """How much of the machine an engine may take. folder: for what does not fit into memory. check: called between steps.

    master: where Spark's cluster is asked for, as Spark writes it; threads and memory there are the cluster's own affair.
    """

    folder: Path
    threads: int = 2
    memory_mb: int = 768
    check: Callable[[], None] = field(default=lambda: None)
    master: str = "local[*]"


def engine(name: str) -> Any:
    """The module of an engine: "duckdb" in this process, "spark" where one machine is outgrown."""
    return importlib.import_module(f"zhengyou.engines.{_MODULES[name]}")
