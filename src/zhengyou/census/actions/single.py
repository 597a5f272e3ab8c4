"""How one record is written from a screen: locked, compared, changed, told. Units and members alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.models import Member, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors
from zhengyou.web.errors import Conflict, Refused

ON_SCREEN: Final = "网页登记"
R = TypeVar("R", Unit, Member)


class AlreadyHeld(Refused):
    """The code or number belongs to a record that is there. held: its id when the person may open it, else None."""

    def __init__(self, sentence: str, held: int | None = None) -> None:
        super().__init__(sentence)
        self.held = held


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand writes, when, how it came to be written, and the day the facts hold for."""

    by: Scope
    at: datetime
    entered_by: str = "self"
    as_of: date | None = None

    def ledger(self) -> Ledger:
        """A ledger for what this hand writes."""
        return Ledger(
            Origin(by=self.by, at=self.at, source=ON_SCREEN, entered_by=self.entered_by, as_of=self.as_of)
        )

    def audit(
        self, action: str, kind: str, row: Unit | Member, subject: str, path: str, **detail: Any
    ) -> None:
        """Appends to the log what this hand did to a record."""
        audit.record(
            f"{kind}.{action}",
            by=self.by,
            at=self.at,
            subject_kind=kind,
            subject_id=row.pk,
            subject=subject,
            path=path,
            detail=detail,
        )

    @property
    def today(self) -> date:
        """The day of writing."""
        return timezone.localdate(self.at)


def lock(model: type[R], row: R, version: int | None = None) -> R:
    """The row as it stands now, locked. Raises Conflict when `version` is not the present one."""
    rows = model.objects.across_all(
        because="the row was read through the scope before, and is confirmed after the write"
    )
    held = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if version is not None and held.version != version:
        raise Conflict(_("“%(name)s”在您打开之后被别人改过，您的内容还没有保存。") % {"name": held.name})
    return held


def differing(row: Unit | Member, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{attribute: (old, new)} of what differs; encrypted texts are compared opened."""
    found = {name: (comparable(getattr(row, name)), value) for name, value in changes.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def comparable(value: Any) -> Any:
    """A value as it is compared: an encrypted text opened."""
    return value.open() if isinstance(value, Sealed) else value


def recorded(name: str) -> str:
    """The name under which the change table knows an attribute."""
    return {"union": "union_"}.get(name, name.removesuffix("_id"))


def values(row: Unit | Member, names: Mapping[str, Any]) -> dict[str, Any]:
    """{name in the change table: what is held} of these attributes; references by id."""
    return {recorded(name): as_recorded(row, name) for name in names}


def as_recorded(row: Unit | Member, name: str) -> Any:
    """What the change table keeps of an attribute: a reference by its id."""
    attname = type(row)._meta.get_field(name).attname  # type: ignore[union-attr]
    return getattr(row, attname)


def refuse_future(on: date, today: date) -> None:
    """Raises Refused for a day that has not come."""
    if on > today:
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": on.isoformat()})


def whom_to_ask(own: str, other: str) -> str:
    """The office that sees both places: the only thing a person is told of a record outside the scope.

    own, other: territory paths.
    """
    shared = [path for path in ancestors(own) if path in set(ancestors(other))]
    places = Territory.objects.across_all(because="names of places are public").filter(path__in=shared)
    nearest = places.order_by("-path").first()
    name = nearest.name if nearest else _("上级")
    return _("%(place)s领导小组办公室") % {"place": name}
