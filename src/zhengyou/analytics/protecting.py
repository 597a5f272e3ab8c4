"""Which whole cells of protected indicators are withheld, decided from the families on the way up to a place.

See rules/protection.py. Nothing is kept from one reading to the next, so what is shown is never behind the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.rules.protection import People, Sum, withheld
from zhengyou.organisations.models import Territory
from zhengyou.scoping.prefix import LABEL_WIDTH, ancestors

_PUBLIC = "names and codes of places are public"

Key = tuple[str, str]
"""(path, indicator)."""


def protected() -> frozenset[str]:
    """The indicators whose small groups are withheld."""
    return frozenset(key for key, one in INDICATORS.items() if one.protected)


def relatives(paths: Iterable[str]) -> list[str]:
    """The paths whose figures decide what is withheld of these: all on the way up, and what stands right below those."""
    asked = set(paths)
    way = sorted({above for path in asked for above in ancestors(path)[:-1]})
    below = Territory.objects.across_all(because=_PUBLIC).filter(parent__path__in=way)
    return sorted({*asked, *way, *below.values_list("path", flat=True)})


def families() -> list[set[str]]:
    """The protected indicators that are withheld together: all that are counted from the same facts.

    They divide the same people (a test keeps it so), and one that is shown would tell the size of a group that another hides.
    """
    by_facts: dict[str, set[str]] = {}
    for key in protected():
        by_facts.setdefault(INDICATORS[key].facts, set()).add(key)
    return list(by_facts.values())


def hidden(figures: Mapping[Key, Numbers]) -> frozenset[Key]:
    """Those of these figures of protected indicators that are withheld.

    They must hold the figures of all relatives, of whole families.
    """
    found: set[Key] = set()
    for family in families():
        tables: dict[str, dict[str, People]] = {}
        for (path, key), one in sorted(figures.items()):
            if key in family:
                beside = one.unknown + one.left_out
                tables.setdefault(key, {})[path] = People(one.denominator, one.numerator, beside)
        places = withheld(list(tables.values()), _sums({path for cells in tables.values() for path in cells}))
        found.update((path, key) for path in places for key in family if (path, key) in figures)
    return frozenset(found)


def _sums(paths: Iterable[str]) -> list[Sum[str]]:
    """The sums of a tree from the top, as far as its figures are known."""
    children: dict[str, list[str]] = {}
    for path in sorted(paths):
        children.setdefault(path[:-LABEL_WIDTH], []).append(path)
    return [
        Sum(path, tuple(parts))
        for path, parts in sorted(children.items(), key=lambda one: (len(one[0]), one[0]))
        if path
    ]
