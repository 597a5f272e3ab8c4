"""What of other packages stands in a place or belongs to an organisation, and may be chosen row by row in a split."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string

from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.journal import Journal, rows
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import ScopedModel

Node = Territory | PartyOrganisation
Chosen = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of row (settings.REORGANISATION_HOLDINGS names them).

    kind: as the change table calls it. place: the attribute that names the territory, and the field with its path; '' where
    the row stands where its organisation stands. branch: the attribute that names the organisation, '' for none.
    code, name: fields by which a list of codes or names finds it. closed: field that is empty while the row counts.
    follow: what stands where these rows stand, called after they were changed with their ids. along: of the rows chosen in
    the split of a place, {kind: ids}, which rows of this kind go along.
    """

    kind: str
    label: Any
    model: type[ScopedModel]
    place: str
    path: str
    branch: str
    code: str
    name: str
    closed: str
    follow: Callable[[Sequence[int], Ledger], None]
    along: Callable[[Chosen], Q]

    def reference(self, node: Node) -> str:
        """The attribute by which rows point at such a node; '' for none."""
        return self.place if isinstance(node, Territory) else self.branch

    def standing(self, node: Node) -> QuerySet[Any]:
        """The rows at the node itself, closed ones too."""
        name = self.reference(node)
        return rows(self.model).filter(**{name: node}) if name else rows(self.model).none()

    def hand(
        self, ids: Sequence[int], old: Node, new: Node, *, journal: Journal, ledger: Ledger
    ) -> list[int]:
        """These rows of `old` come to `new`; rows that are not at `old` are passed over. Returns the ids."""
        name = self.reference(old)
        before: dict[str, Any] = {f"{name}_id": old.pk}
        after: dict[str, Any] = {f"{name}_id": new.pk}
        if isinstance(old, Territory) and self.path:
            before[self.path], after[self.path] = old.path, new.path
        held = list(self.standing(old).filter(pk__in=ids).order_by("pk").values_list("pk", self.path or "pk"))
        found = [pk for pk, _path in held]
        journal.changed(self.model, found, before, after)
        self.tell(held, name, old, new, ledger)
        return found

    def tell(self, held: Sequence[tuple[int, str]], name: str, old: Node, new: Node, ledger: Ledger) -> None:
        """Writes to the change table that these rows, (id, path before), point elsewhere; whoever has a form open is told."""
        ids = [pk for pk, _path in held]
        placed = isinstance(old, Territory)
        for pk, path in held:
            was = str(path) if self.path else ""
            now = new.path if placed else was
            ledger.changed(
                self.kind,
                pk,
                values={name: (old.pk, new.pk)},
                path=now,
                previous_path=was if was != now else "",
            )
        rows(self.model).filter(pk__in=ids).update(version=F("version") + 1)

    def open(self) -> Q:
        """Rows that count today."""
        return Q(**{f"{self.closed}__isnull": True})


def _nothing(ids: Sequence[int], ledger: Ledger) -> None:
    """Organisations are followed by moving.follow, with their places."""


def _chosen(kind: str) -> Callable[[Chosen], Q]:
    return lambda chosen: Q(pk__in=chosen.get(kind, ()))


PLACES = Holding(
    kind="territory",
    label="",
    model=Territory,
    place="",
    path="path",
    branch="",
    code="code",
    name="name",
    closed="valid_to",
    follow=_nothing,
    along=_chosen("territory"),
)
ORGANISATIONS = Holding(
    kind="organisation",
    label="",
    model=PartyOrganisation,
    place="territory",
    path="place",
    branch="",
    code="code",
    name="name",
    closed="valid_to",
    follow=_nothing,
    along=_chosen("organisation"),
)


def others() -> list[Holding]:
    """What higher packages hold."""
    return [import_string(name) for name in settings.REORGANISATION_HOLDINGS]


def every() -> list[Holding]:
    """All kinds, organisations first."""
    return [ORGANISATIONS, *others()]
