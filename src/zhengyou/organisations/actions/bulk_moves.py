"""Many organisations put under other superiors at once: paths of all below them, and the dated links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.db.models.functions import Length, Substr

from zhengyou.organisations.actions import replanting
from zhengyou.organisations.actions.journal import carry_many
from zhengyou.organisations.actions.planting import left_under
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.scoping.prefix import LABEL_WIDTH, MAX_DEPTH, label, number

_BECAUSE = "the tree stays whole whoever may see which part of it"
_BATCH = 500


class Circle(Exception):
    """The superior stands below the organisation, is the organisation itself, or the line would be too deep."""


class ManyPlanter:
    """Paths under many parents with two queries: the next free label of each."""

    def __init__(self, parents: Iterable[str]) -> None:
        self._next: dict[str, int] = dict.fromkeys(parents, 0)
        for length in {len(parent) for parent in self._next}:
            for parent, last in self._last_children(length):
                self._next[parent] = number(last[-LABEL_WIDTH:]) + 1
        for parent, left in left_under(self._next, PartyOrganisation).items():
            self._next[parent] = max(self._next[parent], number(left[-LABEL_WIDTH:]) + 1)

    def _last_children(self, length: int) -> Iterable[tuple[str, str]]:
        """(parent, path of its last child) for the parents whose paths are that long."""
        children = (
            replanting.rows().annotate(depth=Length("path")).filter(depth=length + LABEL_WIDTH).order_by()
        )
        if not length:
            last = children.aggregate(last=Max("path"))["last"]
            return [("", last)] if last else []
        parents = [parent for parent in self._next if len(parent) == length]
        grouped = (
            children.annotate(parent=Substr("path", 1, length)).filter(parent__in=parents).values("parent")
        )
        return [(one["parent"], one["last"]) for one in grouped.annotate(last=Max("path"))]

    def path_under(self, parent: str) -> str:
        """The path for one more child; a parent that was just made has none yet."""
        given = self._next.get(parent, 0)
        self._next[parent] = given + 1
        return parent + label(given)


def replant(rows: Sequence[PartyOrganisation], *, on: date | None) -> None:
    """Rewrites the paths of organisations that were put under another superior, and of all below them.

    rows: saved, with the superior that they are to have; their `path` is set. Links end and begin on the day;
    without a day the last change of superior is taken back, as if it had never been.
    Raises Circle when the line would be too deep.
    """
    if not rows:
        return
    moved = {row.pk: row for row in rows}
    paths: dict[int, str] = {}
    superior: dict[int, int | None] = {}
    for pk, path, above in replanting.rows().order_by("path").values_list("pk", "path", "superior_id"):
        paths[pk], superior[pk] = path, above
    fresh: dict[int, str] = {}
    planter = ManyPlanter({paths[row.superior_id] if row.superior_id else "" for row in rows})

    def settle(pk: int) -> str:
        if pk not in fresh:
            above = superior[pk]
            parent = settle(above) if above is not None else ""
            follows = above is not None and parent != paths[above]
            if pk in moved:
                fresh[pk] = planter.path_under(parent)
            else:
                fresh[pk] = parent + paths[pk][-LABEL_WIDTH:] if follows else paths[pk]
        return fresh[pk]

    changed = [PartyOrganisation(pk=pk, path=settle(pk)) for pk, path in paths.items() if settle(pk) != path]
    if any(len(row.path) > LABEL_WIDTH * MAX_DEPTH for row in changed):
        raise Circle("too deep")
    replanting.rows().bulk_update(changed, ["path"], batch_size=400)
    ends = {paths[row.pk]: row.path for row in changed if row.pk in moved}
    carry_many("organisation", ends, besides=PartyOrganisation)
    for row in rows:
        row.path = fresh[row.pk]
    if on is None:
        _take_links_back(rows)
    else:
        _relink(rows, on=on)


def _take_links_back(rows: Sequence[PartyOrganisation]) -> None:
    """The present link goes and the one before it is open again; a link that had replaced another gets its superior back."""
    links = OrganisationLink.objects.across_all(because=_BECAUSE)
    held: dict[int, list[OrganisationLink]] = {}
    for link in links.filter(organisation__in=[row.pk for row in rows]).order_by("valid_from", "id"):
        held.setdefault(link.organisation_id, []).append(link)
    gone, changed = [], []
    for row in rows:
        present = next(link for link in held[row.pk] if link.valid_to is None)
        before = [
            link for link in held[row.pk] if link.valid_to == present.valid_from and link.pk != present.pk
        ]
        if before and before[-1].superior_id == row.superior_id:
            gone.append(present.pk)
            before[-1].valid_to = None
            changed.append(before[-1])
        else:
            present.superior_id = row.superior_id
            changed.append(present)
    for start in range(0, len(gone), _BATCH):
        links.filter(pk__in=gone[start : start + _BATCH]).delete()
    links.bulk_update(changed, ["superior", "valid_to"], batch_size=_BATCH)


def redate(rows: list[PartyOrganisation]) -> None:
    """An organisation known to be older counts from then on, and so does its first link."""
    opened = {row.pk: row.valid_from for row in rows}
    links = OrganisationLink.objects.across_all(because=_BECAUSE)
    first: dict[int, OrganisationLink] = {}
    for link in links.filter(organisation__in=opened).order_by("-valid_from", "-id"):
        first[link.organisation_id] = link
    for link in first.values():
        link.valid_from = opened[link.organisation_id]
    links.bulk_update(first.values(), ["valid_from"], batch_size=_BATCH)


def _relink(rows: Sequence[PartyOrganisation], *, on: date) -> None:
    links = OrganisationLink.objects.across_all(because=_BECAUSE)
    present = links.filter(organisation__in=[row.pk for row in rows], valid_to__isnull=True)
    held = {link.organisation_id: link for link in present}
    replaced, ended, begun = [], [], []
    for row in rows:
        link = held.get(row.pk)
        if link is not None and link.valid_from >= on:
            link.superior_id = row.superior_id
            replaced.append(link)
            continue
        if link is not None:
            link.valid_to = on
            ended.append(link)
        begun.append(OrganisationLink(organisation=row, superior_id=row.superior_id, valid_from=on))
    links.bulk_update(replaced, ["superior"], batch_size=_BATCH)
    links.bulk_update(ended, ["valid_to"], batch_size=_BATCH)
    links.bulk_create(begun, batch_size=_BATCH)
