"""Imports a layout by the command line and compares what came of it with what is expected."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from zhengyou import standards
from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import facts
from zhengyou.census.tests.layouts.layout import Expected, Layout, place_of
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.models import PartyOrganisation

TODAY: Final = date(2026, 11, 23)
ROUND: Final = "2026-4"
SURVEYED: Final = "2026-11-20"
_BECAUSE: Final = "a test looks at what was written"
_DERIVED: Final = frozenset({"size_class", "band50_100", "joint_units", "members_u35", "developed"})


@dataclass(frozen=True)
class Came:
    """What an import printed: its JSON document, and the sentences beside it."""

    document: dict[str, Any]
    told: list[str]


def send(path: Path, layout: Layout, *more: str) -> Came:
    """`zhengyou census import … --json`."""
    out, told = io.StringIO(), io.StringIO()
    command = ["import", str(path), "--territory", layout.territory, "--round", ROUND, "--kind", layout.kind]
    call_command("census", *command, "--json", *more, stdout=out, stderr=told)
    return Came(json.loads(out.getvalue()), told.getvalue().splitlines())


def fetch(came: Came, target: Path) -> Path:
    """`zhengyou census refused`: the sender's workbook with the rows that went back."""
    call_command("census", "refused", str(came.document["batch"]), "-o", str(target), stderr=io.StringIO())
    return target


def held(kind: str, known_before: set[int]) -> dict[str, dict[str, Any]]:
    """The facts of what the import added or that stood there before it, by name."""
    return {name: one for pk, name, one in _all(kind) if pk not in known_before}


def known(kind: str) -> set[int]:
    """Ids of what is held."""
    return {pk for pk, _, _ in _all(kind)}


def _all(kind: str) -> list[tuple[int, str, dict[str, Any]]]:
    if kind == "units":
        units = Unit.objects.across_all(because=_BECAUSE).select_related(
            "organisation__superior", "territory"
        )
        return [(one.pk, one.name, _unit(one)) for one in units]
    if kind == "members":
        members = Member.objects.across_all(because=_BECAUSE).select_related("branch", "unit")
        return [(one.pk, one.name, _record(one, standards.load_member_fields().keys)) for one in members]
    rows = PartyOrganisation.objects.across_all(because=_BECAUSE).select_related("superior", "territory")
    return [(one.pk, one.name, _record(one, standards.load_organisation_fields().keys)) for one in rows]


def _unit(unit: Unit) -> dict[str, Any]:
    """What is known of a unit, in the shape of `census show`, unmasked; what follows from facts is left out."""
    shown = facts.unit_facts(unit, on=TODAY, masked=False)
    known_facts = {key: one for key, one in shown.items() if one not in (None, []) and key not in _DERIVED}
    return {**known_facts, "place": unit.territory.name}


def _record(row: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """What is known of a member or an organisation: enums as codes, references by name."""
    found: dict[str, Any] = {}
    for key in (*keys, "mobile_where", "out_of_contact_since", "voluntary_reason"):
        value = getattr(row, key, None)
        if isinstance(value, Sealed):
            value = value.open()
        if key == "units" or value is None or value == "":
            continue
        found[key] = getattr(value, "name", value)
    return found


def expected_facts(layout: Layout, expected: Expected, place: str) -> dict[str, dict[str, Any]]:
    """The facts of each accepted row with those that go without saying."""
    usual: Mapping[str, Any] = {"surveyed_on": SURVEYED, "place": place} if layout.kind == "units" else {}
    return {name: {"name": name, **usual, **given} for name, given in expected.taken.items()}


def issues(came: Came, kind: str) -> list[str]:
    """The errors or the warnings as "Sheet!C5 code"."""
    one_sheet = len({entry["sheet"] for entry in came.document["mapping"]}) == 1
    return [
        f"{'' if one_sheet else one['sheet'] + '!'}{one['column'] or '-'}{one['row']} {one['code']}"
        for one in came.document[kind]
    ]


def mapping(came: Came) -> dict[str, str]:
    """By sheet, the field of each column in order, "-" for none."""
    found: dict[str, list[str]] = {}
    for entry in came.document["mapping"]:
        found.setdefault(entry["sheet"], []).append(entry["field"] or "-")
    return {sheet: " ".join(fields) for sheet, fields in found.items()}


def in_order(given: Any) -> list[str]:
    """Issues by sheet, row, column and code."""
    return sorted(given, key=lambda text: tuple(str(part).rjust(9) for part in place_of(text)))
