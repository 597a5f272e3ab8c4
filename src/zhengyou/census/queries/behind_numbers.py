"""One subject behind a number of a comparison, with who said so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from zhengyou.census.models import Unit
from zhengyou.census.queries import unit_record, words
from zhengyou.changes.models import Change
from zhengyou.organisations.models import PartyOrganisation

_BECAUSE: Final = "rows behind a number that was read through the scope"


@dataclass(frozen=True, slots=True)
class Behind:
    """One unit or organisation behind a number. who, source, at: of the word that says so; '' and None for what nobody wrote."""

    subject: Unit | PartyOrganisation
    place: str
    label: str
    kind: str
    old: str
    new: str
    who: str = ""
    source: str = ""
    at: datetime | None = None

    @property
    def code(self) -> str:
        """The credit code of a unit, the code of an organisation."""
        return self.subject.uscc if isinstance(self.subject, Unit) else self.subject.code


def changes_of(ids: set[int]) -> dict[int, Change]:
    """Changes by number, without their values: one query."""
    rows = Change.objects.across_all(because=_BECAUSE)
    return {row.pk: row for row in rows.filter(pk__in=ids).defer("old", "new")} if ids else {}


def told_by(one: Behind, change: Change | None) -> Behind:
    """The same with who said so, where somebody did."""
    if change is None:
        return one
    source = words.joined([change.source, unit_record.how(change)])
    return replace(one, who=unit_record.actor(change), source=source, at=change.at)
