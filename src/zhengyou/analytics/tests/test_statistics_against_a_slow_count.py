"""Whatever the facts: the compiled tables are what going through the units one by one gives, and the identities hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengyou.analytics import compiling
from zhengyou.analytics.statistics import TABLES, adding, counting, official
from zhengyou.analytics.statistics.adding import Counted
from zhengyou.analytics.statistics.checks import evaluate

Unit = dict[str, Any]
Judged = bool | None
_NUMBER = st.none() | st.integers(0, 4)
_YES_NO = st.none() | st.booleans()


def _code(*codes: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *codes))


KIND = st.sampled_from(
    [
        ("", ""),
        ("enterprise", "enterprise"),
        ("enterprise", "enterprise"),
        ("individual", "individual"),
        ("association", "association"),
        ("federation_branch", "federation_branch"),
        ("social_organisation", "social_group"),
        ("social_organisation", "foundation"),
        ("social_organisation", "law_firm"),
        ("social_organisation", "tax_firm"),
    ]
)
UNIT = st.fixed_dictionaries(
    {
        "kind": KIND,
        "operating": st.sampled_from([True, True, True, False, None]),
        "full_members": st.none(),
        "qualifies": _YES_NO,
        "ownership_type": _code("private", "hmt", "foreign"),
        "ownership_control": _code("wholly", "holding"),
        "employees": st.none() | st.sampled_from([0, 3, 49, 50, 99, 100]),
        "owner_politics": _code("cpc", "masses"),
        "owner_is_secretary": _YES_NO,
        "members_total_in": _NUMBER,
        "members_formal": _NUMBER,
        "members_probation": _NUMBER,
        "members_out": _NUMBER,
        "has_org": _YES_NO,
        "no_org_reason": _code("no_members", "few_members", "due_not_founded", "other"),
        "form": _code("own", "joint", "grid", "industry", "hosted"),
        "organisation": st.none() | st.integers(1, 3),
        "org_level": _code("committee", "general_branch", "branch", "joint_branch", "group"),
        "instructor": _YES_NO,
        "instructor_name": _code("甲", "乙"),
        "instructor_employer": _code("局"),
        "instructor_account": st.none() | st.integers(1, 2),
    }
)


def _both(*known: Judged) -> Judged:
    if any(one is False for one in known):
        return False
    return None if any(one is None for one in known) else True


def _either(*known: Judged) -> Judged:
    if any(one is True for one in known):
        return True
    return None if any(one is None for one in known) else False


def _not(known: Judged) -> Judged:
    return None if known is None else not known


def _is(value: Any, *wanted: Any) -> Judged:
    return None if value in ("", None) else value in wanted


def _from(value: int | None, least: int) -> Judged:
    return None if value is None else value >= least


def _members(unit: Unit) -> tuple[int | None, int, int | None]:
    """(here, at least here, out)"""
    here = unit["members_total_in"]
    if here is None and None not in (unit["members_formal"], unit["members_probation"]):
        here = unit["members_formal"] + unit["members_probation"]
    least = next((one for one in (here, unit["members_formal"], unit["full_members"]) if one is not None), 0)
    return here, least, unit["members_out"]


def _gap(unit: Unit) -> tuple[Judged, Judged, Judged]:
    """(due, few, none) of a unit without an organisation."""
    here, least, out = _members(unit)
    some: Judged = True if least + (out or 0) else None if None in (here, out) else False
    reason = unit["no_org_reason"] if unit["no_org_reason"] != "other" else ""
    due: Judged
    if unit["qualifies"] is not None:
        due = unit["qualifies"]
    elif some is False:
        due = False
    else:
        due = _is(reason, "due_not_founded")
    if unit["qualifies"]:
        none: Judged = False
    elif some is not None:
        none = not some
    else:
        none = _is(reason, "no_members")
    return due, _both(_not(due), _not(none)), none


def _judge(unit: Unit) -> dict[str, Judged]:
    group = unit["org_level"] == "group"
    established = _both(unit["has_org"], not group)
    form = unit["form"] or ("joint" if unit["org_level"] == "joint_branch" else "")
    own, joint = (
        _both(established, _is(form, "own")),
        _both(established, _is(form, "joint", "grid", "industry", "hosted")),
    )
    here, least, _out = _members(unit)
    due, few, none = (_both(_not(established), one) for one in _gap(unit))
    level = unit["org_level"]
    return {
        "units": True, "instructed": unit["instructor"], "own": own, "without": _not(established),
        "own_committee": _both(own, _is(level, "committee")), "own_general": _both(own, _is(level, "general_branch")),
        "own_branch": _both(own, _is(level, "branch")), "joint": joint,
        "joint_three": _both(joint, True if least >= 3 else _from(here, 3)),
        "joint_branches": _both(joint, _is(level, "branch", "joint_branch")),
        "due": due, "few": few, "none": none, "instructors": unit["instructor"],
        "due_group": _both(due, _both(unit["has_org"], group)),
        "sent": _both(_not(established), unit["instructor"]), "staff": True, "members": True, "unmoved": True,
        "staff_with": established, "members_with": established,
        "staff_sent": _both(_not(established), unit["instructor"]),
        "members_sent": _both(_not(established), unit["instructor"]),
    }  # fmt: skip


def _amount(unit: Unit, line: str) -> tuple[int, bool] | None:
    here, least, out = _members(unit)
    if line.startswith("staff"):
        return unit["employees"] or 0, unit["employees"] is not None
    if line.startswith("members"):
        return least + (out or 0), here is not None and out is not None
    return (out or 0, out is not None) if line == "unmoved" else None


def _identity(unit: Unit, line: str) -> Any:
    if line == "joint_branches":
        return unit["organisation"]
    if unit["instructor_name"]:
        return unit["instructor_name"], unit["instructor_employer"]
    return unit["instructor_account"]


def _columns_27(unit: Unit) -> dict[str, Judged]:
    kind, control = unit["ownership_type"], unit["ownership_control"]
    held = _is(control, "wholly", "holding")
    cpc = _is(unit["owner_politics"], "cpc")
    hmt, foreign, private = _is(kind, "hmt"), _is(kind, "foreign"), _is(kind, "private")
    return {
        "A": True, "B": _from(unit["employees"], 50), "C": _from(unit["employees"], 100), "D": cpc,
        "E": _both(cpc, unit["owner_is_secretary"]), "F": _either(private, _both(_either(hmt, foreign), _not(held))),
        "G": _both(private, _is(control, "wholly")), "J": _both(hmt, held), "K": _both(hmt, _is(control, "wholly")),
        "L": _both(foreign, held), "M": _both(foreign, _is(control, "wholly")),
    }  # fmt: skip


def _columns_30(unit: Unit) -> dict[str, Judged]:
    kind = unit["kind"][1]
    letters = {
        "B": ("social_group", "association"), "C": ("foundation",), "D": ("private_non_enterprise",), "E": ("law_firm",),
        "F": ("accounting_firm",), "G": ("tax_firm",),
    }  # fmt: skip
    return {"A": True, **{letter: kind in kinds for letter, kinds in letters.items()}}


COLUMNS: dict[str, Callable[[Unit], dict[str, Judged]]] = {"27": _columns_27, "30": _columns_30}


def slow(number: str, units: list[Unit]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """The printed numbers and how many could not be judged, unit by unit."""
    populations = {"27": {"enterprise"}, "30": {"social_organisation", "association"}}[number]
    numbers: dict[tuple[str, str], int] = {}
    unknown: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], set[Any]] = {}
    for unit in units:
        if unit["kind"][0] not in populations or unit["operating"] is not True:
            continue
        for line, judged in _judge(unit).items():
            for letter, column in COLUMNS[number](unit).items():
                at, state = (line, letter), _both(judged, column)
                amount = _amount(unit, line)
                if state is None:
                    unknown[at] = unknown.get(at, 0) + 1
                elif state and line in {"joint_branches", "instructors"}:
                    who = _identity(unit, line)
                    unknown[at] = unknown.get(at, 0) + (who is None)
                    seen.setdefault(at, set()).update([] if who is None else [who])
                elif state:
                    numbers[at] = numbers.get(at, 0) + (1 if amount is None else amount[0])
                    unknown[at] = unknown.get(at, 0) + (amount is not None and not amount[1])
    return numbers | {at: len(who) for at, who in seen.items()}, unknown


@cache
def _text(number: str, what: str) -> str:
    expression = getattr(counting, what)(TABLES[number]) if what else official.judgements()
    return compiling.statement(expression, "sqlite")


def fast(number: str, units: list[Unit]) -> Counted:
    """The compiled statements in a database of their own."""
    table = TABLES[number]
    with sqlite3.connect(":memory:") as held:
        held.row_factory = sqlite3.Row
        held.execute(f"CREATE TABLE official ({', '.join(official.COLUMNS)})")
        held.executemany(
            f"INSERT INTO official VALUES ({', '.join('?' * len(official.COLUMNS))})",
            [
                [*({"unit": place, "population": unit["kind"][0], "org_kind": unit["kind"][1], **unit}[name]
                   for name in official.COLUMNS)]
                for place, unit in enumerate(units)
            ],
        )  # fmt: skip
        held.execute(f"CREATE TABLE judged AS {_text('', '')}")

        def rows(what: str) -> list[dict[str, Any]]:
            return [dict(row) for row in held.execute(_text(number, what))]

        counted = adding.combine(table, rows("grouped"))
        adding.with_shared(counted, rows("shared")[0])
        adding.with_beside(counted, rows("beside")[0])
    return counted


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["27", "30"]), st.lists(UNIT, max_size=12))
def test_the_compiled_count_is_the_slow_count(number: str, units: list[Unit]) -> None:
    found, (numbers, unknown) = fast(number, units), slow(number, units)
    printed = {row.key for row in TABLES[number].rows}
    for (line, letter), value in found.numbers.items():
        if line in printed:
            assert (value, found.unknown[line, letter]) == (
                numbers.get((line, letter), 0),
                unknown.get((line, letter), 0),
            ), (line, letter)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["27", "30"]), st.lists(UNIT, max_size=12))
def test_identities_break_only_for_contradictions_in_a_unit(number: str, units: list[Unit]) -> None:
    """A branch of several units as the own one of each, or more members than employees."""
    table = TABLES[number]
    for one in evaluate(table, fast(number, units), {}):
        assert one.holds is not False or one.check.key in {"settled", "own", "members"}, one.check.key
    sound = [unit for unit in units if not (unit["form"] == "own" and unit["org_level"] == "joint_branch")]
    for one in evaluate(table, fast(number, sound), {}):
        assert one.holds is not False or one.check.key == "members", one.check.key
