"""The census as tables for the engines (zhengyou.engines): units by what can be compared, no telephone in plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from zhengyou.census.models import Unit
from zhengyou.census.rules import likeness
from zhengyou.engines import linkage
from zhengyou.engines.means import Means
from zhengyou.organisations.models import Territory
from zhengyou.standards import Linkage, fold, load_linkage

_NAMES: Final = "names of places are public"
_CITY, _COUNTY = 8, 12
READ: Final = (
    *(
        "pk",
        "path",
        "uscc",
        "name",
        "org_kind",
        "owner_name",
        "phone_number_index",
        "op_address",
        "reg_address",
    ),
)
Table = dict[str, list[Any]]


def alike(units: QuerySet[Unit], *, check: Callable[[], None] = lambda: None) -> list[linkage.Pair]:
    """The pairs among these units that a person should look at. check: raises when the work is to stop."""
    rules = load_linkage()
    table = columns(units, rules)
    check()
    return linkage.pairs(
        table,
        model(rules),
        engine=settings.ENGINE,
        means=Means(folder=settings.DATA_DIR / "engine", check=check, master=settings.SPARK_MASTER),
    )


def model(rules: Linkage) -> linkage.Model:
    """The edition as the engines take it."""
    return linkage.Model(
        comparisons={
            name: [linkage.Rung(one.code, one.condition, one.m, one.u) for one in levels]
            for name, levels in rules.levels.items()
        },
        blocks=rules.blocks,
        most_in_block=rules.most_in_block,
        prior=rules.prior,
        shown_from=rules.shown_from,
    )


def columns(units: QuerySet[Unit], rules: Linkage) -> Table:
    """{column: values} of what is compared. Telephone numbers stand as their keyed index: equal ones are found, none is read."""
    above = _Above()
    table: Table = {name: [] for name in _COLUMNS}
    for values in units.order_by("pk").values_list(*READ).iterator(chunk_size=2000):
        row = _row(values, above, rules)
        for name, column in table.items():
            column.append(row[name])
    for name, often in rules.often.items():
        where = table[often.within] if often.within else [""] * len(table["place"])
        values = list(zip(where, table[name], strict=True))
        counted = Counter(values)
        table[f"{_SHORT.get(name, name)}_often"] = [int(counted[value] > often.more_than) for value in values]
    return table


class _Above:
    """The names under which the places above a unit are known, by path."""

    def __init__(self) -> None:
        self._names = dict(Territory.objects.across_all(because=_NAMES).values_list("path", "name"))
        self._known: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> frozenset[str]:
        if path not in self._known:
            steps = [path[:end] for end in range(4, len(path) + 1, 4)]
            self._known[path] = likeness.spellings(self._names[step] for step in steps if step in self._names)
        return self._known[path]


def _row(values: tuple[Any, ...], above: _Above, rules: Linkage) -> dict[str, Any]:
    pk, path, uscc, name, kind, owner, phone, op_address, reg_address = values
    places = above.of(path)
    named = likeness.name_parts(name, places, rules.affixes)
    code = likeness.code_parts(uscc) if uscc else None
    address = likeness.address_core(op_address or reg_address, places)
    name_grams, address_grams = likeness.grams(named.core), likeness.grams(address)
    return {
        "unique_id": pk,
        "code": code.whole if code else None,
        "code_ok": int(code.ok) if code else None,
        "code_body": code.body if code else None,
        "code_head": code.body[:5] if code else None,
        "code_tail": code.body[5:] if code else None,
        "name_plain": named.plain or None,
        "name_core": named.core or None,
        "name_form": named.form,
        "name_prefix": named.prefix or None,
        "name_numbers": named.numbers,
        "name_branch": named.branch,
        "name_grams": name_grams,
        "name_length": len(name_grams),
        "name_shape": likeness.shape(named.core),
        "name_size": len(named.core),
        "name_head": named.core[:2] or None,
        "name_ends": named.core[:1] + named.core[-2:] or None,
        "name_tail": named.core[-3:] or None,
        "place": path,
        "county": path[:_COUNTY],
        "city": path[:_CITY],
        "phone": phone or None,
        "owner": fold(owner) or None,
        "address": address or None,
        "address_grams": address_grams,
        "address_length": len(address_grams),
        "kind": kind or None,
    }


_COLUMNS: Final = (
    *("unique_id", "code", "code_ok", "code_body", "code_head", "code_tail"),
    *("name_plain", "name_core", "name_form", "name_prefix", "name_numbers", "name_branch"),
    *("name_grams", "name_length", "name_shape", "name_size", "name_head", "name_ends", "name_tail"),
    *("place", "county", "city"),
    *("phone", "owner", "address", "address_grams", "address_length", "kind"),
)
_SHORT: Final = {"name_core": "name"}  # the column that says "often" is named after the comparison
