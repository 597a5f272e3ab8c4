"""The net change of a fact between two rounds; the rule stands in census.rules.between_rounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyou.census.rules.between_rounds import CREATED, Ends, Fate, Net, Period, Word, changed, fate, known

BEFORE, BETWEEN, AFTER = Period.BEFORE, Period.BETWEEN, Period.AFTER


def words(*said: tuple[Period, str, str]) -> list[Word]:
    """Words about one field, in the order in which they were written: (round, old, new)."""
    return [Word(number, period, "employees", old, new) for number, (period, old, new) in enumerate(said, 1)]


def net(*said: tuple[Period, str, str]) -> tuple[str, str]:
    found = known(words(*said), seen_earlier=True)["employees"]
    return found.old, found.new


def test_a_change_between_the_rounds_counts_from_what_the_earlier_round_knew() -> None:
    assert net((BEFORE, "", "10"), (BETWEEN, "10", "12"), (BETWEEN, "12", "15")) == ("10", "15")


def test_changed_and_changed_back_is_no_change() -> None:
    found = known(words((BETWEEN, "10", "12"), (BETWEEN, "12", "10")), seen_earlier=True)
    assert changed(found) == {}


def test_what_came_after_the_later_round_does_not_count() -> None:
    assert net((BETWEEN, "10", "12"), (AFTER, "12", "90")) == ("10", "12")
    assert net((AFTER, "10", "90")) == ("10", "10")


def test_a_late_import_into_the_earlier_round_speaks_for_both() -> None:
    """What was written last is held; so the rounds do not differ any more."""
    assert net((BETWEEN, "10", "12"), (BEFORE, "12", "15")) == ("15", "15")


def test_a_late_import_into_the_earlier_round_is_what_later_words_change() -> None:
    assert net((BEFORE, "10", "15"), (BETWEEN, "15", "20")) == ("15", "20")


def test_a_late_import_into_the_later_round_counts_although_a_third_has_begun() -> None:
    assert net((BEFORE, "", "10"), (AFTER, "10", "30"), (BETWEEN, "30", "25")) == ("10", "25")


def test_a_unit_that_the_earlier_round_saw_was_there_whichever_import_made_its_record() -> None:
    """It was made by an import into the later round; then the workbook of the earlier one came in late."""
    born = Word(1, BETWEEN, CREATED, "", "", {"employees": "10"})
    late = Word(2, BETWEEN, "employees", "10", "12")
    assert known([born, late], seen_earlier=True)["employees"] == Net("10", "12", 2)


def test_what_the_first_word_of_a_unit_left_open_is_what_the_next_one_found() -> None:
    born = Word(1, BEFORE, CREATED, "", "", {"name": "甲公司"})
    assert known([born, Word(2, BETWEEN, "employees", "10", "12")], seen_earlier=True)["employees"] == Net(
        "10", "12", 2
    )


def test_the_day_of_the_survey_is_no_fact_of_the_unit() -> None:
    found = known([Word(1, BETWEEN, "surveyed_on", "2026-08-20", "2026-11-20")], seen_earlier=True)
    assert changed(found) == {}


def test_two_texts_may_mean_the_same() -> None:
    """An encrypted number is another text each time."""
    found = known([Word(1, BETWEEN, "contact_phone", "x1", "x2")], seen_earlier=True)
    assert changed(found, same=lambda _name, old, new: old[0] == new[0]) == {}


WRITTEN = st.lists(
    st.tuples(
        st.sampled_from(Period), st.sampled_from(["employees", "name"]), st.sampled_from(["", "1", "2"])
    ),
    max_size=12,
)


def chain(written: list[tuple[Period, str, str]]) -> tuple[list[Word], dict[str, str]]:
    """Each word finds what the one before it left; what is held at the end."""
    held = {"employees": "1", "name": "2"}
    made = []
    for number, (period, name, new) in enumerate(written, 1):
        made.append(Word(number, period, name, held[name], new))
        held[name] = new
    return made, held


def at_the_end_of(made: list[Word], until: Period) -> dict[str, str]:
    """What a round knew, by writing its words and those before it one after the other."""
    held = {"employees": "1", "name": "2"}
    for word in made:
        if word.period <= until:
            held[word.field] = word.new
    return held


@given(WRITTEN)
def test_net_changes_replayed_onto_the_earlier_state_give_the_later_one(
    written: list[tuple[Period, str, str]],
) -> None:
    made, held = chain(written)
    earlier, later = at_the_end_of(made, BEFORE), at_the_end_of(made, BETWEEN)
    replayed = dict(earlier)
    for name, one in changed(known(made, seen_earlier=True)).items():
        assert replayed[name] == one.old
        replayed[name] = one.new
    assert replayed == later
    if not any(word.period is AFTER for word in made):
        assert later == held


@given(WRITTEN, st.sampled_from(Period), st.integers(0, 12))
def test_an_import_that_was_undone_leaves_no_trace(
    written: list[tuple[Period, str, str]], period: Period, place: int
) -> None:
    """Its words and those that took them back are left out; the others tell the same as if it had never been."""
    made, _held = chain(written)
    place = min(place, len(made))
    stood = at_the_end_of(made[:place], AFTER)
    undone = [
        Word(100, period, "employees", stood["employees"], "77"),
        Word(101, period, "employees", "77", stood["employees"]),
    ]
    kept = [word for word in [*made[:place], *undone, *made[place:]] if word not in undone]
    assert known(kept, seen_earlier=True) == known(made, seen_earlier=True)


SEEN_TWICE = Ends(existed=(True, True), seen=(True, True), closed=(False, False))


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (SEEN_TWICE, Fate.UNCHANGED),
        (SEEN_TWICE._replace(changed=True), Fate.CHANGED),
        (SEEN_TWICE._replace(seen=(True, False), changed=True), Fate.MISSING),
        (SEEN_TWICE._replace(seen=(False, True)), Fate.RETURNED),
        (SEEN_TWICE._replace(seen=(False, False)), None),
        (SEEN_TWICE._replace(existed=(False, True), seen=(False, True)), Fate.NEW),
        (SEEN_TWICE._replace(existed=(False, False)), None),
        (SEEN_TWICE._replace(closed=(False, True)), Fate.CLOSED),
        (SEEN_TWICE._replace(closed=(False, True), merged=True), Fate.MERGED),
        (SEEN_TWICE._replace(closed=(True, False)), Fate.REOPENED),
        (SEEN_TWICE._replace(closed=(True, True)), None),
        (SEEN_TWICE._replace(moved=True), Fate.MOVED),
        (SEEN_TWICE._replace(seen=(True, False), moved=True), Fate.MOVED),
        (SEEN_TWICE._replace(seen=(True, False), gone=True), Fate.GONE),
        (SEEN_TWICE._replace(seen=(True, False), gone=True, moved=True), Fate.MOVED),
        (SEEN_TWICE._replace(closed=(False, True), gone=True), Fate.CLOSED),
        (SEEN_TWICE._replace(gone=True), Fate.UNCHANGED),
        (SEEN_TWICE._replace(seen=(False, False), gone=True), None),
        (SEEN_TWICE._replace(existed=(False, True), closed=(False, True), merged=True), Fate.MERGED),
    ],
)
def test_what_became_of_a_unit(ends: Ends, expected: Fate | None) -> None:
    assert fate(ends) is expected
