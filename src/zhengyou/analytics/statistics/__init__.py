"""The official statistics tables, declared: what is printed, what each number is counted from, what must agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from zhengyou.analytics.statistics.declaring import Table

_MODULES: Final = {"27": "table27", "30": "table30"}


class _Tables(Mapping[str, Table]):
    """{number: table}. A declaration is loaded when it is asked for: it is made of expressions, and few pages show one."""

    def __getitem__(self, number: str) -> Table:
        table: Table = import_module(f"{__name__}.{_MODULES[number]}").TABLE
        return table

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


TABLES: Final[Mapping[str, Table]] = _Tables()
