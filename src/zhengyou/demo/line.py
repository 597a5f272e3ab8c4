"""The province's directive goes down the line; most of those below acknowledge it, some convey it, one county is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from zhengyou.campaigns.actions import briefing, conveying, directives, issuing, mending, overlaps, receipts
from zhengyou.campaigns.models import Briefing, Clause, Directive, Overlap, Receipt
from zhengyou.campaigns.rules.directive.files import read_file
from zhengyou.demo.cast import FOLDER, Cast, office_of, script
from zhengyou.organisations.models import Territory

_BECAUSE = "the demonstration plays the offices"
_SURE = 0.7  # from here on the city joins what the two texts ask alike


def issue_directive(cast: Cast) -> Directive:
    """The province reads its speech, and sends it to the cities; all of them acknowledge it."""
    held = _add(cast, "province", "directive.txt", 0)
    days = script()["days"]
    held = issuing.issue(directive=held, **_days(cast, days), by=cast.scopes["province"], at=cast.on(0))
    for receipt in _below(held, cast.place("province")):
        if receipt.place != cast.scopes["city"].place:
            receipts.acknowledge(receipt=receipt, by=office_of(receipt.territory), at=cast.on(1))
    return held


def pass_on(cast: Cast, directive: Directive) -> None:
    """The city conveys and briefs, the counties receive it, one of them goes on to its Party organisations."""
    said, told = script()["briefing"], script()["conveyance"]
    for key, day in (("city", 1.0), ("county", 2.0)):
        by = cast.scopes[key]
        own = _own(directive, by.place)
        receipts.acknowledge(receipt=own, by=by, at=cast.on(day), send_on=True)
        conveying.record(
            receipts_of=[own], held_on=_day(cast, day + 1), **told[key], by=by, at=cast.on(day + 1)
        )
        briefing.send(receipt=own, text=said[key], by=by, at=cast.on(day + 1.2))
    read = Briefing.objects.across_all(because=_BECAUSE).get(
        receipt__directive=directive, place=cast.scopes["city"].place
    )
    briefing.read(briefing=read, by=cast.scopes["province"], at=cast.on(3))
    _others_acknowledge(cast, directive, day=2)
    city = cast.scopes["city"]
    own_line = Receipt.objects.within(city).filter(
        directive=directive, from_place=city.place, organisation__isnull=False
    )
    chosen = list(own_line.values_list("pk", flat=True))
    receipts.acknowledge_for(directive=directive, chosen=chosen, by=city, at=cast.on(2))
    _branches(cast, directive)


def issue_opinion(cast: Cast) -> Directive:
    """The city's own opinion; what it asks as the province does is joined, a courtesy is unmarked."""
    by, told = cast.scopes["city"], script()["opinion"]
    held = _add(cast, "city", "opinion.txt", 4)
    for key in told["unmarked"]:
        clause = Clause.objects.within(by).get(directive=held, key=key)
        mending.unmark(clause=clause, version=held.version, by=by, at=cast.on(4))
        held.refresh_from_db()
    proposed = Overlap.objects.within(by).filter(state=Overlap.State.PROPOSED, likeness__gte=_SURE)
    for overlap in proposed.select_related("first", "second"):
        overlaps.decide(overlap=overlap, state=Overlap.State.JOINED, was=overlap.state, by=by, at=cast.on(4))
    held = issuing.issue(directive=held, **_days(cast, told), by=by, at=cast.on(4.2))
    _others_acknowledge(cast, held, day=5)
    return held


def _add(cast: Cast, key: str, name: str, day: float) -> Directive:
    return directives.add(
        source=read_file(FOLDER / name), file_name=name, facts={}, by=cast.scopes[key], at=cast.on(day)
    )


def _others_acknowledge(cast: Cast, directive: Directive, *, day: float) -> None:
    """The counties of which nobody plays, but for the late one."""
    played = {cast.scopes["county"].place}
    for receipt in _below(directive, cast.place("city")):
        if receipt.place not in played and receipt.territory.code != script()["late"]["county"]:
            receipts.acknowledge(receipt=receipt, by=office_of(receipt.territory), at=cast.on(day))


def _branches(cast: Cast, directive: Directive) -> None:
    """Two of three branches have it; the office entered that for those whose secretary has no account."""
    county = cast.scopes["county"]
    rows = Receipt.objects.within(county).filter(directive=directive, organisation__isnull=False)
    others = rows.exclude(organisation__path=cast.scopes["secretary"].path).order_by("organisation__path")
    chosen = [pk for number, pk in enumerate(others.values_list("pk", flat=True)) if number % 3]
    receipts.acknowledge_for(directive=directive, chosen=chosen, by=county, at=cast.on(3))
    for pk in chosen[:8]:
        conveying.record(
            receipts_of=[Receipt.objects.within(county).select_related("directive").get(pk=pk)],
            held_on=_day(cast, 4),
            **script()["conveyance"]["branches"],
            by=county,
            at=cast.on(5),
        )


def _below(directive: Directive, sender: Territory) -> list[Receipt]:
    rows = Receipt.objects.across_all(because=_BECAUSE).filter(
        directive=directive, from_place=sender.path, organisation__isnull=True
    )
    return list(rows.select_related("territory", "directive").order_by("place"))


def _own(directive: Directive, place: str) -> Receipt:
    rows = Receipt.objects.across_all(because=_BECAUSE).select_related("territory", "directive")
    return rows.get(directive=directive, place=place, organisation__isnull=True)


def _days(cast: Cast, told: dict[str, int]) -> dict[str, Any]:
    first = timezone.localdate(cast.issued_at)
    return {f"{name}_by": first + timedelta(days=told[name]) for name in ("acknowledge", "convey", "brief")}


def _day(cast: Cast, day: float) -> date:
    return timezone.localdate(cast.on(day))
