"""Each indicator says all of itself in one declaration, and means what its words say, known or unknown."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from zhengyou.analytics import compiling
from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.indicators import INDICATORS, Indicator, Part

CHINESE = re.compile(r"[\u4e00-\u9fff]")
Known = bool | None
ALL: Callable[[Any], Known] = lambda row: True  # noqa: E731
# {indicator: (base, operating, member, met)}, said a second time, in Python: the official formulas.
MEANT: dict[str, tuple[Callable[[dict[str, Any]], Known], ...]] = {
    "due_rate": (
        lambda u: u["population"] == "enterprise", lambda u: u["operating"], lambda u: u["qualifies"], lambda u: u["covered"],
    ),
    "org_cover": (lambda u: u["population"] == "enterprise", lambda u: u["operating"], ALL, lambda u: u["covered"]),
    "work_cover": (lambda u: u["population"] == "enterprise", lambda u: u["operating"], ALL, lambda u: u["work_covered"]),
    "solo_rate": (lambda u: u["population"] == "enterprise", lambda u: u["operating"], ALL, lambda u: u["solo"]),
    "above_scale_rate": (
        lambda u: u["population"] == "enterprise", lambda u: u["operating"], lambda u: u["above_scale"], lambda u: u["covered"],
    ),
    "association_cover": (
        lambda u: u["population"] == "association", lambda u: u["operating"], ALL, lambda u: u["covered"],
    ),
    "federation_cover": (
        lambda u: u["population"] == "federation_branch", lambda u: u["operating"], ALL, lambda u: u["covered"],
    ),
    "social_cover": (
        lambda u: u["population"] == "social_organisation", lambda u: u["operating"], ALL, lambda u: u["covered"],
    ),
    "in_contact": (
        lambda m: m["closed_on"] is None and m["category"] in ("full", "probationary"),
        lambda m: m["standing"] in ("normal", ""),
        ALL,
        lambda m: None if m["out_of_contact"] is None else not m["out_of_contact"],
    ),
    "relation_here": (
        lambda m: m["closed_on"] is None and m["category"] in ("full", "probationary"),
        lambda m: m["standing"] in ("normal", ""),
        ALL,
        lambda m: m["relation"] == "here" if m["relation"] else None,
    ),
}  # fmt: skip
POPULATIONS = ("enterprise", "individual", "association", "federation_branch", "social_organisation", "")
TEXTS = {
    "population": POPULATIONS,
    "category": ("full", "probationary", ""),
    "relation": ("here", "not_transferred", "elsewhere", ""),
    "standing": ("normal", "stopped", "left", "deceased", ""),
    "closed_on": (None, "2026-10-01"),
}


def rows_of(facts: str) -> list[dict[str, Any]]:
    """Every combination of facts."""
    columns = FACTS[facts].columns
    told: dict[str, tuple[Any, ...]] = {
        name: (True, False, None) for name, (dtype, _attribute) in columns.items() if dtype == "boolean"
    }
    told |= {name: values for name, values in TEXTS.items() if name in columns}
    return [dict(zip(told, one, strict=True)) for one in itertools.product(*told.values())]


def filled(facts: str) -> sqlite3.Connection:
    """A table of `rows_of`."""
    rows = rows_of(facts)
    columns = list(FACTS[facts].columns)
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE {facts} ({', '.join(columns)})")
    database.executemany(
        f"INSERT INTO {facts} VALUES ({', '.join('?' * len(columns))})",
        [[row.get(name, "") for name in columns] for row in rows],
    )
    return database


def judged(facts: str) -> dict[str, list[int]]:
    """{indicator: the state of each of `rows_of`}, by the statement that cells are counted with."""
    keys = [key for key, indicator in INDICATORS.items() if indicator.facts == facts]
    with closing(filled(facts)) as database:
        told = database.execute(
            compiling.statement(compiling.states(facts, keys, [PATH]), "sqlite")
        ).fetchall()
    assert len(told) == len(rows_of(facts))
    return {key: [states >> (3 * place) & 7 for _path, states in told] for place, key in enumerate(keys)}


JUDGED = {facts: judged(facts) for facts in FACTS}


def parts(key: str) -> list[tuple[int, ...]]:
    """In which parts each of `rows_of` lies, by the conditions that lists are made with."""
    facts = INDICATORS[key].facts
    names = {name: f'"{name}"' for name in FACTS[facts].columns}
    told = ", ".join(compiling.condition(key, part, "sqlite") % names for part in Part)
    with closing(filled(facts)) as database:
        return database.execute(f"SELECT {told} FROM {facts}").fetchall()


def meant(key: str, row: dict[str, Any]) -> tuple[int, int, int, int]:
    """What a subject adds to numerator, denominator, unknown and left out."""
    base, operating, member, met = (one(row) for one in MEANT[key])
    if not base:
        return 0, 0, 0, 0
    if operating is False:
        return 0, 0, 0, 1
    if operating is None or member is None:
        return 0, 0, 1, 0
    if member is False:
        return 0, 0, 0, 0
    return int(met is True), 1, int(met is None), 0


@pytest.mark.parametrize("key", INDICATORS)
def test_a_declaration_means_what_the_formula_says_whatever_is_unknown(key: str) -> None:
    facts = INDICATORS[key].facts
    told = [compiling.STATES[state] for state in JUDGED[facts][key]]
    assert told == [meant(key, row) for row in rows_of(facts)]


@pytest.mark.parametrize("key", INDICATORS)
def test_the_parts_that_lists_show_are_what_is_counted(key: str) -> None:
    for row, (numerator, missing, unknown, left_out) in zip(
        rows_of(INDICATORS[key].facts), parts(key), strict=True
    ):
        counts = meant(key, row)
        assert (numerator, unknown, left_out) == (counts[0], counts[2], counts[3])
        assert missing == (counts[1] and not counts[0] and not counts[2])


@pytest.mark.parametrize("key", INDICATORS)
def test_a_declaration_has_words_in_both_languages_a_source_and_dates(key: str) -> None:
    indicator = INDICATORS[key]
    for field in fields(Indicator):
        if field.name.endswith(("_zh", "_en")):
            text = getattr(indicator, field.name)
            assert bool(CHINESE.search(text)) == field.name.endswith("_zh"), text
    assert indicator.source
    assert indicator.requirement
    assert indicator.certainty in {"HIGH", "MED", "own"}
    assert indicator.holds_on(date(2026, 11, 20))
    assert not indicator.holds_on(date(1949, 10, 1))


@pytest.mark.parametrize("key", INDICATORS)
def test_an_indicator_is_divided_only_by_columns_of_its_own_facts(key: str) -> None:
    indicator = INDICATORS[key]
    assert {DIMENSIONS[one].facts for one in indicator.dimensions} <= {indicator.facts}
    assert {DIMENSIONS[one].column for one in indicator.dimensions} <= set(indicator.table.columns)


def test_figures_about_people_are_protected_and_not_divided() -> None:
    about_people = {key: one for key, one in INDICATORS.items() if one.facts == "members"}
    assert about_people
    assert all(one.protected and not one.dimensions for one in about_people.values())


@pytest.mark.parametrize("key", DIMENSIONS)
def test_the_values_of_a_dimension_have_words_in_both_languages(key: str) -> None:
    dimension = DIMENSIONS[key]
    assert dimension.values()
    for value in dimension.values():
        assert CHINESE.search(dimension.label(value, "zh"))
    assert dimension.words("") == "未知"
    assert dimension.words("no such value") == "no such value"


@pytest.mark.parametrize("part", Part)
def test_a_condition_names_its_columns_and_nothing_from_outside(part: Part) -> None:
    for key, indicator in INDICATORS.items():
        for dialect in ("sqlite", "postgres"):
            text = compiling.condition(key, part, dialect)
            names = set(re.findall(r"%\((\w+)\)s", text))
            assert names <= set(indicator.table.columns)
            assert "t0" not in text
            assert text % dict.fromkeys(names, "x")
