"""Judging the facts of the Party organisations of a territory between two rounds; reads only.

No round sees organisations as it sees units, so of these only changed facts are told: of organisations that were there
when the earlier round ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from zhengyou.census.queries.between import Between, Found, kind_of, same
from zhengyou.census.rules import between_rounds as rules
from zhengyou.census.rules.between_rounds import Period
from zhengyou.changes.models import Change
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import below

PREFIX: Final = "organisation."
"""Before the key of an organisation's fact, where it stands among those of units."""
_KIND: Final = "organisation"
_BECAUSE: Final = "counted for a territory that the asking scope reaches; shown through that scope again"


class OrganisationsBetween:
    """The organisations of the rounds and the territory of a `Between`."""

    def __init__(self, between: Between) -> None:
        self.between = between

    def numbers(self, *, field: str = "") -> Sequence[int]:
        """Organisations of the territory that were written to since the earlier round, in this field or any, by number."""
        news = Change.objects.across_all(because=_BECAUSE).filter(self.between.news, subject_kind=_KIND)
        if field:
            news = news.filter(field=field)
        here = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
            below("place", self.between.path), pk__in=news.order_by().values("subject_id")
        )
        return list(here.order_by("pk").values_list("pk", flat=True))

    def judge(self, organisations: Sequence[int]) -> Iterator[Found]:
        """Their changed facts, at the places where they are now. A fixed number of queries."""
        rows = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(pk__in=organisations)
        places = dict(rows.order_by().values_list("pk", "place"))
        words = self.between.words(organisations, kind=_KIND)
        for pk in organisations:
            own = words.get(pk, [])
            born = next((word for word in own if word.field == rules.CREATED), None)
            if born is not None and born.period is not Period.BEFORE:
                continue
            changed = rules.changed(rules.known(own, seen_earlier=False), same=same)
            for name, net in changed.items():
                yield Found(pk, places[pk], PREFIX + name, kind_of(net), net.old, net.new, net.number)
