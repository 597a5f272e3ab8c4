"""Proves that the two trees are whole: paths, parents and today's links say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from zhengyou.organisations.models import (
    Appointment,
    OrganisationLink,
    PartyOrganisation,
    Territory,
    TerritoryLink,
)
from zhengyou.scoping.prefix import LABEL_WIDTH

_BECAUSE = "the trees are checked as a whole"
NAMED = 5


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a tree."""

    pk: int
    name: str
    path: str
    parent: int | None
    open: bool


def findings() -> list[str]:
    """Sentences, one for each kind of fault with how many rows have it and the first names; [] when all is whole."""
    territories = [
        Node(pk, name, path, parent, until is None)
        for pk, name, path, parent, until in Territory.objects.across_all(because=_BECAUSE)
        .order_by("path")
        .values_list("pk", "name", "path", "parent_id", "valid_to")
    ]
    organisations = [
        Node(pk, name, path, superior, until is None)
        for pk, name, path, superior, until in PartyOrganisation.objects.across_all(because=_BECAUSE)
        .order_by("path")
        .values_list("pk", "name", "path", "superior_id", "valid_to")
    ]
    territory_links = dict(
        TerritoryLink.objects.across_all(because=_BECAUSE)
        .filter(valid_to__isnull=True)
        .values_list("territory_id", "parent_id")
    )
    organisation_links = dict(
        OrganisationLink.objects.across_all(because=_BECAUSE)
        .filter(valid_to__isnull=True)
        .values_list("organisation_id", "superior_id")
    )
    with_root = {node.pk for node in territories if node.parent is None}
    found = list(_of_tree(_("区划"), territories, territory_links, linkless=with_root))
    found += _of_tree(_("党组织"), organisations, organisation_links, linkless=set())
    astray = PartyOrganisation.objects.across_all(because=_BECAUSE).exclude(place=F("territory__path"))
    found += _line(_("党组织所在地的路径与区划不符"), astray.values_list("name", flat=True))
    held = Appointment.objects.across_all(because=_BECAUSE)
    elsewhere = held.filter(organisation__isnull=False).exclude(place=F("organisation__place"))
    elsewhere |= held.filter(organisation__isnull=True).exclude(place=F("territory__path"))
    found += _line(_("任职所在地的路径与区划不符"), elsewhere.values_list("user__name", flat=True))
    return found


def _of_tree(
    what: str, nodes: list[Node], links: Mapping[int, int | None], *, linkless: set[int]
) -> Iterator[str]:
    """What is wrong with one tree. linkless: nodes that have no link because nothing stands above them."""
    by_pk = {node.pk: node for node in nodes}

    def misplaced(node: Node) -> bool:
        above = by_pk[node.parent].path if node.parent is not None else ""
        return node.path[:-LABEL_WIDTH] != above or len(node.path) != len(above) + LABEL_WIDTH

    def in_circle(node: Node) -> bool:
        seen: set[int] = set()
        at: Node | None = node
        while at is not None and at.pk not in seen:
            seen.add(at.pk)
            at = by_pk[at.parent] if at.parent is not None else None
        return at is not None

    def wrong_link(node: Node) -> bool:
        if not node.open or node.pk in linkless:
            return node.pk in links
        return node.pk not in links or links[node.pk] != node.parent

    faults: list[tuple[str, Callable[[Node], bool]]] = [
        (_("%(what)s的路径与上级不符"), misplaced),
        (_("%(what)s的上级绕成了圈"), in_circle),
        (_("%(what)s现在的隶属记录与上级不符"), wrong_link),
    ]
    for text, faulty in faults:
        yield from _line(text % {"what": what}, (node.name for node in nodes if faulty(node)))


def _line(text: str, names: Iterable[str]) -> list[str]:
    """One sentence with the number and the first names; none for no name."""
    found = list(names)
    if not found:
        return []
    first = "、".join(found[:NAMED])
    return [
        _("%(text)s：%(count)s 个（%(first)s%(more)s）")
        % {"text": text, "count": len(found), "first": first, "more": "……" if len(found) > NAMED else ""}
    ]
