"""What changed of Party organisations between two rounds, in words: numbers are cells, rows behind are judged when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Comparison
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries import words
from zhengyou.census.queries.behind_numbers import Behind, changes_of, told_by
from zhengyou.census.queries.between import SOME, Between, Found
from zhengyou.census.queries.between_organisations import PREFIX, OrganisationsBetween
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.queries import facts, territories
from zhengyou.scoping import Scope

_BECAUSE = "rows behind a number that was read through the scope"


def keys() -> list[str]:
    """The fields of organisations in the order of their table."""
    return [PREFIX + one.key for one in standards.load_organisation_fields()] + [
        PREFIX + key for key in facts.BESIDES
    ]


def seen_as(scope: Scope, key: str) -> str:
    """The label of a field, '' when the role may not see it."""
    name = key.removeprefix(PREFIX)
    if name in facts.BESIDES:
        return str(facts.BESIDES[name]) if scope.sees("organisation") else ""
    field = standards.load_organisation_fields().get(name)
    return words.label(field) if field is not None and scope.sees(field.access) else ""


def rows_behind(
    comparison: Comparison, *, at: Territory, alone: bool, key: str, kinds: Iterable[str]
) -> list[Found]:
    """The organisations at or below a place whose field changed, as they stand now, by place. alone: at the place itself."""
    organisations = OrganisationsBetween(Between(comparison.earlier, comparison.later, at))
    numbers = organisations.numbers(field=key.removeprefix(PREFIX))
    wanted = set(kinds)
    found = [
        one
        for start in range(0, len(numbers), SOME)
        for one in organisations.judge(numbers[start : start + SOME])
        if one.field == key and one.kind in wanted and (not alone or one.path == at.path)
    ]
    return sorted(found, key=lambda one: (one.path, one.subject))


def behind(rows: Sequence[Found]) -> list[Behind]:
    """Rows in words, with places and who said so; names and numbers of persons stay masked. A fixed number of queries."""
    held = PartyOrganisation.objects.across_all(because=_BECAUSE).in_bulk([row.subject for row in rows])
    places = territories.names_by_path({row.path for row in rows})
    changes = changes_of({row.change for row in rows if row.change})
    plain = [row._replace(field=row.field.removeprefix(PREFIX)) for row in rows]
    names = facts.names(plain)
    return [
        told_by(
            Behind(
                held[row.subject],
                places.get(row.path, ""),
                _label(row.field),
                str(Kind(row.kind).label),
                _shown(row, row.old, names),
                _shown(row, row.new, names),
            ),
            changes.get(row.change or 0),
        )
        for row in plain
    ]


def _label(name: str) -> str:
    field = standards.load_organisation_fields().get(name)
    return words.label(field) if field else str(facts.BESIDES.get(name, name))


def _shown(row: Found, text: str, names: dict[tuple[str, str], str]) -> str:
    """A value as a list of many organisations may show it."""
    if not text:
        return ""
    if row.field in facts.SEALED:
        return _("有（不在名单中显示）")
    if row.field in facts.NAMES:
        return mask_name(text)
    field = standards.load_organisation_fields().get(row.field)
    return facts.told(field, text, names, words.language()) if field else text
