"""The planner, loaded at its first use: its libraries take a hundred megabytes, and a web process never uses them.

    from zhengyou.coverage import on_demand as planner

`planner.planning`, `planner.checking` and so on are the modules of those names.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """The planner's module of this name."""
    if name.startswith("__"):
        raise AttributeError(name)
    return import_module(f"zhengyou.coverage.planner.{name}")
