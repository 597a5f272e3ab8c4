"""Reading who received a directive and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models import Briefing, Conveyance, ConveyanceDirective, Directive, Receipt
from zhengyou.campaigns.queries.levels import OFFICES, level_at
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, below, is_below

OPEN = Q(directive__state=DirectiveState.ISSUED)
"""Nothing is owed for a withdrawn directive, nor by who was closed."""

_TEXT = ("directive__text", "directive__regions", "directive__notes")  # a long speech, not for a list

STANDING = (Q(organisation__isnull=True) | Q(organisation__valid_to__isnull=True)) & Q(
    territory__valid_to__isnull=True
)
_BRIEFING = Exists(
    Briefing.objects.across_all(because="whether one was sent, not what it says").filter(
        receipt=OuterRef("pk")
    )
)


def own(scope: Scope) -> QuerySet[Receipt]:
    """What this level or this organisation itself received, newest first; with `briefed`."""
    rows = (
        Receipt.objects.within(scope).select_related("directive", "territory", "organisation").defer(*_TEXT)
    )
    if scope.reach is Reach.TERRITORY:
        rows = rows.filter(organisation__isnull=True, place=scope.place)
    elif scope.reach is Reach.ORGANISATION:
        rows = rows.filter(organisation__path=scope.path)
    else:
        rows = rows.none()
    return rows.annotate(briefed=_BRIEFING).order_by("-sent_at", "-pk")


def one(scope: Scope) -> QuerySet[Receipt]:
    """Receipts that the scope reaches, each with what its page shows."""
    rows = Receipt.objects.within(scope).select_related("directive", "territory", "organisation")
    return rows.defer(*_TEXT).annotate(briefed=_BRIEFING)


def owes(receipt: Receipt) -> bool:
    """Whether the receiver still stands and the directive is in force."""
    closed = receipt.organisation.valid_to if receipt.organisation else receipt.territory.valid_to
    return receipt.directive.state == DirectiveState.ISSUED and closed is None


def occasions(receipt: Receipt) -> list[Conveyance]:
    """The occasions on which this receiver conveyed the directive, the latest first; each with `titles` of all it conveyed."""
    because = "the receipt was read through the scope; its occasions belong to it"
    links = ConveyanceDirective.objects.across_all(because=because)
    of_it = links.filter(directive=receipt.directive_id, conveyance__organisation=receipt.organisation_id)
    if receipt.organisation_id is None:
        of_it = of_it.filter(conveyance__territory=receipt.territory_id)
    rows = list(Conveyance.objects.across_all(because=because).filter(pk__in=of_it.values("conveyance")))
    titles: dict[int, list[str]] = {}
    for number, title in (
        links.filter(conveyance__in=rows)
        .order_by("directive_id")
        .values_list("conveyance", "directive__title")
    ):
        titles.setdefault(number, []).append(title)
    for row in rows:
        row.titles = titles[row.pk]  # type: ignore[attr-defined]
    return rows


def to_convey(receipt: Receipt) -> list[Receipt]:
    """Other receipts of the same receiver that one and the same occasion may serve: not conveyed, or not to everybody."""
    because = "the receipt was read through the scope; the receiver's others belong to it"
    rows = Receipt.objects.across_all(because=because).filter(
        OPEN, territory=receipt.territory_id, organisation=receipt.organisation_id
    )
    rows = rows.filter(Q(conveyed_on__isnull=True) | Q(missing__gt=0)).exclude(pk=receipt.pk)
    return list(rows.select_related("directive").defer(*_TEXT).order_by("-sent_at", "-pk"))


def is_late(receipt: Receipt, *, today: date) -> bool:
    """As `late`, of a receipt with `briefed` that stands in memory."""
    asked = (
        (receipt.acknowledge_by, receipt.acknowledged_at is not None),
        (receipt.convey_by, receipt.conveyed_on is not None),
        (receipt.brief_by, receipt.briefed),  # type: ignore[attr-defined]
    )
    return owes(receipt) and any(day is not None and day < today and not done for day, done in asked)


def told_who_is_late(scope: Scope, receipt: Receipt) -> bool:
    """Whether this reader is told: the receiver and the level that sent it, with the offices between; none further above."""
    return scope.reach is Reach.ORGANISATION or is_below(scope.place, receipt.from_place or receipt.place)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a level's receivers have come how far.

    incomplete: receivers with people still to be reached; people: how many people.
    """

    receivers: int
    acknowledged: int
    conveyed: int
    incomplete: int
    people: int
    briefings: int
    owing: int  # receivers asked for a briefing
    late: int


def late(today: date) -> Q:
    """Past a day with what was asked for by then."""
    return OPEN & (
        Q(acknowledge_by__lt=today, acknowledged_at__isnull=True)
        | Q(convey_by__lt=today, conveyed_on__isnull=True)
        | Q(brief_by__lt=today, briefed=False)
    )


def below_level(scope: Scope, level: Territory) -> QuerySet[Receipt]:
    """The receipts of those directly below a level that still stand; with `briefed`.

    A township and a committee of the Party line send nothing, but help the organisations below them.
    """
    return received_below(scope, level.path, sends=level.level in OFFICES).filter(STANDING)


def received_below(scope: Scope, place: str, *, sends: bool) -> QuerySet[Receipt]:
    """As below_level, those of closed ones too. sends: whether the level at this place passes directives on."""
    rows = Receipt.objects.within(scope).annotate(briefed=_BRIEFING)
    if scope.reach is Reach.ORGANISATION:
        return rows.exclude(organisation__path=scope.path)
    if not sends:
        return rows.filter(below("place", place), organisation__isnull=False)
    return rows.filter(from_place=place)


def places(rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Those of levels, in code order."""
    return rows.filter(organisation__isnull=True).select_related("territory").order_by("territory__code")


def organisations(rows: QuerySet[Receipt], *, state: str = "", q: str = "") -> QuerySet[Receipt]:
    """Those of organisations, in the order of their places and of the line.

    state: "acknowledge" not yet acknowledged, "convey" not yet conveyed, "missing" people still to be reached.
    """
    rows = rows.filter(organisation__isnull=False).select_related("organisation", "territory")
    if state == "acknowledge":
        rows = rows.filter(acknowledged_at__isnull=True)
    elif state == "convey":
        rows = rows.filter(conveyed_on__isnull=True)
    elif state == "missing":
        rows = rows.filter(missing__gt=0)
    if q:
        rows = rows.filter(organisation__name__icontains=q)
    return rows.order_by("place", "organisation__path")


def counts(rows: QuerySet[Receipt], *, today: date) -> Counts:
    """All of them in one query."""
    return Counts(**rows.order_by().aggregate(**_counted(today)))


def sent_out(scope: Scope, *, today: date) -> list[tuple[Directive, Counts]]:
    """The directives that those directly below this level received, newest first, with how far they have come: two queries."""
    level = level_at(scope.place)
    if level is None or scope.reach not in {Reach.TERRITORY, Reach.ORGANISATION}:
        return []
    rows: Any = below_level(scope, level).order_by().values("directive").annotate(**_counted(today))
    found = {row.pop("directive"): Counts(**row) for row in rows}
    held = Directive.objects.within(scope).filter(pk__in=found).defer("text", "regions", "notes")
    return [(row, found[row.pk]) for row in held.order_by("-issued_at", "-pk")]


def _counted(today: date) -> dict[str, Any]:
    return {
        "receivers": Count("pk"),
        "acknowledged": Count("pk", filter=Q(acknowledged_at__isnull=False)),
        "conveyed": Count("pk", filter=Q(conveyed_on__isnull=False)),
        "incomplete": Count("pk", filter=Q(missing__gt=0)),
        "people": Sum("missing", default=0),
        "briefings": Count("pk", filter=Q(briefed=True)),
        "owing": Count("pk", filter=Q(brief_by__isnull=False)),
        "late": Count("pk", filter=late(today)),
    }


def briefing(scope: Scope, receipt: Receipt) -> Briefing | None:
    """The briefing that the receiver sent, for those whom it may reach."""
    return Briefing.objects.within(scope).select_related("receipt").filter(receipt=receipt).first()


def unread(scope: Scope, rows: list[Receipt]) -> set[int]:
    """Which of these receipts have a briefing that the level above has not read; one query."""
    found = Briefing.objects.within(scope).filter(receipt__in=[row.pk for row in rows], read_at__isnull=True)
    return set(found.values_list("receipt_id", flat=True))


def level_of(scope: Scope, directive: Directive, code: str) -> Territory | None:
    """The level whose receivers are looked at; None when it lies outside the scope, or for who sees no receipts at all.

    code: of a level inside the scope; "" the own one, or where the directive was issued further below that level.
    """
    because = "names and codes of places are public"
    rows = Territory.objects.across_all(because=because)
    if scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING, Reach.ORGANISATION}:
        return None
    if not code:
        own = scope.place if is_below(scope.place, directive.place) else directive.place
        return rows.filter(path=own).first()
    found = rows.filter(code=code).first()
    if found is None or scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        return None
    return found if is_below(found.path, scope.path) else None
