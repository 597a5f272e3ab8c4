"""Ibis, loaded at its first use: with its SQL grammar it takes sixteen megabytes, and pages that show cells never use it.

from zhengyou.engines import expressions as ibis
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """What Ibis calls so."""
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(import_module("ibis"), name)
