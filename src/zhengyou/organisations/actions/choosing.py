"""Who goes along in a split: offered on a list with a filter, ticked, or named in a pasted list of codes or names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.organisations.actions.holdings import ORGANISATIONS, PLACES, Holding, Node, others
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.models import Territory
from zhengyou.web.errors import Refused

SHOWN: Final = 200
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Rows of one kind at the place or organisation. rows: (id, code, name, ticked), ticked ones first; hidden: how many more."""

    kind: str
    label: Any
    rows: list[tuple[int, str, str, bool]]
    hidden: int


def offers(node: Node, *, text: str, ticked: Mapping[str, set[int]]) -> list[Offer]:
    """What may be chosen, of each kind that has any; `text` narrows by code or name, what is ticked stays."""
    found = []
    for label, holding in _kinds(node):
        held = _standing(node, holding)
        own = ticked.get(holding.kind, set())
        fitting = held.filter(_like(holding, text)).exclude(pk__in=own) if text else held.exclude(pk__in=own)
        count = fitting.count()
        shown = [*_listed(held.filter(pk__in=own), holding), *_listed(fitting, holding)[:SHOWN]]
        if shown or held.exists():
            lines = [(pk, code, name, pk in own) for pk, code, name in shown]
            found.append(Offer(holding.kind, label, lines, max(0, count - SHOWN)))
    return found


def kinds(node: Node) -> list[str]:
    """The kinds of rows that may be chosen, as `offers` names them."""
    return [holding.kind for _label, holding in _kinds(node)]


def named(node: Node, lines: str) -> dict[str, set[int]]:
    """{kind: ids} of the rows that a pasted list names, one code or name a line.

    Raises Refused with the lines that name nothing here, or more than one.
    """
    wanted = list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    found: dict[str, set[int]] = {}
    hits: dict[str, int] = dict.fromkeys(wanted, 0)
    for _label, holding in _kinds(node):
        names = [name for name in (holding.code, holding.name) if name]
        for name in names:
            held = _standing(node, holding).filter(**{f"{name}__in": wanted}).values_list("pk", name)
            for pk, text in held:
                if pk not in found.setdefault(holding.kind, set()):
                    found[holding.kind].add(pk)
                    hits[text] += 1
    for said, bad in (
        (gettext_lazy("这里没有：%(lines)s。请核对代码或名称。"), [one for one in wanted if hits[one] == 0]),
        (
            gettext_lazy("不止一个叫：%(lines)s。请改用代码，或者在列表里勾选。"),
            [one for one in wanted if hits[one] > 1],
        ),
    ):
        if bad:
            first = "、".join(bad[:NAMED]) + ("……" if len(bad) > NAMED else "")
            raise Refused(str(said) % {"lines": first})
    return found


def _kinds(node: Node) -> list[tuple[Any, Holding]]:
    """(label, kind) that may be chosen one by one, those below first."""
    own = PLACES if isinstance(node, Territory) else ORGANISATIONS
    first = [(_("下级地方"), own)] if isinstance(node, Territory) else [(_("下级党组织"), own)]
    if isinstance(node, Territory):
        first.append((_("党组织"), ORGANISATIONS))
    return [*first, *((one.label, one) for one in others() if one.reference(node))]


def _standing(node: Node, holding: Holding) -> QuerySet[Any]:
    if holding.model is type(node):
        above = "parent" if isinstance(node, Territory) else "superior"
        return rows(holding.model).filter(holding.open(), **{above: node})
    return holding.standing(node).filter(holding.open())


def _like(holding: Holding, text: str) -> Q:
    found = Q(**{f"{holding.name}__icontains": text})
    return found | Q(**{f"{holding.code}__icontains": text}) if holding.code else found


def _listed(held: QuerySet[Any], holding: Holding) -> QuerySet[Any, tuple[int, str, str]]:
    order = [holding.code, holding.name, "pk"] if holding.code else [holding.name, "pk"]
    return held.order_by(*order).values_list("pk", holding.code or "pk", holding.name)
