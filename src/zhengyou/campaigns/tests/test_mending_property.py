"""Whatever a person does to the clauses in whatever order, they stay in the text and nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import directives, mending
from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.campaigns.models import Clause, Directive
from zhengyou.campaigns.queries import clauses as queries
from zhengyou.campaigns.queries import reading
from zhengyou.campaigns.rules.directive import Region, Source
from zhengyou.campaigns.rules.directive import mending as rules
from zhengyou.campaigns.tests.test_mend_clauses import TEXT
from zhengyou.web.errors import Refused

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything"


class Mending(RuleBasedStateMachine):
    """Any steps in any order, some of them refused."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__()
        self.world = world
        self.held = directives.add(
            source=Source(f"{TEXT}（第{number}次）"), file_name="", facts={}, by=world.scope("county"), at=NOW
        )
        self.keys: dict[str, tuple[int, str]] = {}
        self.steps = 0

    def clauses(self) -> list[Clause]:
        rows = Clause.objects.across_all(because=WHY).filter(directive=self.held, marked=True)
        return list(rows.select_related("directive", "passage").order_by("start"))

    def regions(self) -> list[Region]:
        return reading.regions(self.held)

    @precondition(lambda self: self.clauses())
    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.clauses()))
        places = [cut.at for cut in rules.cuts(self.held.text, self.regions(), one.start, one.end)]
        if places:
            split_at = data.draw(st.sampled_from(places))
            self.step(mending.split, clause=one, place=split_at)

    @precondition(lambda self: self.clauses())
    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.clauses()))
        try:
            self.step(mending.join, clause=one)
        except Refused:
            assert queries.following(one) is None

    @precondition(lambda self: self.clauses())
    @rule(data=st.data())
    def unmark(self, data: st.DataObject) -> None:
        self.step(mending.unmark, clause=data.draw(st.sampled_from(self.clauses())))

    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        spans = [(one.start, one.end) for one in self.clauses()]
        free = rules.unasked(self.held.text, self.regions(), spans)
        if free:
            one = data.draw(st.sampled_from(free))
            self.step(mending.mark, directive=self.held, start=one.start, end=one.end)

    def version(self) -> int:
        return Directive.objects.across_all(because=WHY).get(pk=self.held.pk).version

    def step(self, act: object, **arguments: object) -> None:
        if "clause" in arguments:
            arguments["version"] = self.version()
        act(**arguments, by=self.world.scope("county"), at=NOW)  # type: ignore[operator]

    @invariant()
    def the_offsets_give_the_clause(self) -> None:
        for one in self.clauses():
            plain = "".join(self.held.text[one.start : one.end].replace("- 2 -", "").split())
            assert "".join(one.text.split()) == plain
            assert plain

    @invariant()
    def clauses_never_overlap(self) -> None:
        assert all(one.end <= after.start for one, after in pairwise(self.clauses()))

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every sentence is a clause or can be marked as one."""
        spans = [(one.start, one.end) for one in self.clauses()]
        free = [(one.start, one.end) for one in rules.unasked(self.held.text, self.regions(), spans)]
        for kind, start, end, _key in self.held.regions:
            if kind in rules.BODY:
                for place in range(start, end):
                    if self.held.text[place].isalnum():
                        assert any(a <= place < b for a, b in (*spans, *free))

    @invariant()
    def a_key_stays_with_its_beginning(self) -> None:
        rows = Clause.objects.across_all(because=WHY).filter(directive=self.held)
        now = {row.key: (row.pk, row.start) for row in rows}
        assert len(now) == len(rows)
        assert self.keys.items() <= now.items()
        self.keys = now  # type: ignore[assignment]


def test_any_steps_in_any_order_leave_the_clauses_in_the_text(world: World) -> None:
    load_pack("chuangxian-zhengyou", starts_on=TODAY)
    numbers = iter(range(10_000))

    def machine() -> Mending:
        return Mending(world, next(numbers))

    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=12))  # type: ignore[arg-type]
