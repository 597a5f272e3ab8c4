"""pyarrow, loaded at its first use: it takes forty megabytes, and a web process that shows pages never uses it.

    from zhengyou.engines import arrow as pa

`pa.compute`, `pa.csv` and `pa.parquet` are its modules of those names.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_MODULES: Final = frozenset({"compute", "csv", "parquet"})


def __getattr__(name: str) -> Any:
    """What pyarrow calls so."""
    if name.startswith("__"):
        raise AttributeError(name)
    return import_module(f"pyarrow.{name}") if name in _MODULES else getattr(import_module("pyarrow"), name)
