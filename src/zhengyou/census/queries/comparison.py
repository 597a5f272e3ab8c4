"""What changed between two rounds, as pages, workbooks and the command line read it: precomputed cells, then the rows behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.census.models import Comparison, ComparisonCell, ComparisonRow, Round, Sighting
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries import comparing_organisations, facts, history, words
from zhengyou.census.queries.behind_numbers import Behind, changes_of, told_by
from zhengyou.census.queries.between import Found
from zhengyou.census.queries.between_organisations import PREFIX
from zhengyou.changes.models import Change
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope

FATES: Final = (
    Kind.NEW, Kind.RETURNED, Kind.CHANGED, Kind.UNCHANGED, Kind.MOVED_IN, Kind.MOVED_OUT, Kind.REOPENED, Kind.CLOSED,
    Kind.MERGED, Kind.MISSING, Kind.GONE,
)  # fmt: skip
CHANGES: Final = (Kind.FILLED, Kind.ALTERED, Kind.ERASED)
SOME: Final = 1000
_REFERENCES: Final = frozenset({"territory", "organisation", "instructor_account"})
_BECAUSE: Final = "rows behind a number that was read through the scope"


@dataclass(frozen=True, slots=True)
class Column:
    """A territory of the table. own: what lies in the territory itself and in none of the places below."""

    code: str
    name: str
    path: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field: how often it changed, in all and by territory in the order of the columns."""

    key: str
    label: str
    total: int
    counts: list[int]
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """columns: the places in code order. fates: {kind: (total, counts)}. lines: the changed fields, in the table's order.

    organisations: the changed fields of Party organisations.
    """

    columns: list[Column]
    fates: dict[Kind, tuple[int, list[int]]]
    lines: list[Line]
    organisations: list[Line] = field(default_factory=list)

    @property
    def totals(self) -> list[tuple[Kind, int]]:
        """What became of units, in all."""
        return [(kind, total) for kind, (total, _counts) in self.fates.items()]

    @property
    def by_place(self) -> list[tuple[Column, list[tuple[Kind, int]]]]:
        """What became of units, place by place."""
        return [
            (column, [(kind, counts[place]) for kind, (_total, counts) in self.fates.items()])
            for place, column in enumerate(self.columns)
        ]

    @property
    def by_field(self) -> list[tuple[Line, list[tuple[Column, int]]]]:
        """How often facts changed, field by field, with the place of each count."""
        return self._with_places(self.lines)

    @property
    def by_organisation_field(self) -> list[tuple[Line, list[tuple[Column, int]]]]:
        """The same of Party organisations."""
        return self._with_places(self.organisations)

    def _with_places(self, lines: list[Line]) -> list[tuple[Line, list[tuple[Column, int]]]]:
        return [(line, list(zip(self.columns, line.counts, strict=True))) for line in lines]

    @property
    def kinds(self) -> list[Kind]:
        """What can become of a unit, in the order of the columns."""
        return list(self.fates)


def pair(earlier: str, later: str) -> tuple[Round | None, Round | None]:
    """The rounds of these codes; by default the newest, and the one before the later."""
    rows = list(Round.objects.across_all(because="a round is the same for the whole province"))  # by date
    second = next((one for one in rows if one.code == later), rows[-1] if rows and not later else None)
    if earlier or second is None:
        return next((one for one in rows if one.code == earlier), None), second
    return before(second), second


def before(round: Round) -> Round | None:
    """The round before this one."""
    rows = Round.objects.across_all(because="a round is the same for the whole province")
    return rows.filter(as_of__lt=round.as_of).order_by("-as_of").first()


def held(scope: Scope, earlier: Round, later: Round, territory: Territory) -> Comparison | None:
    """The comparison inside the scope, None when nobody asked for it yet."""
    rows = Comparison.objects.within(scope).select_related("earlier", "later", "territory")
    return rows.filter(earlier=earlier, later=later, territory=territory).first()


def table(scope: Scope, comparison: Comparison) -> Table:
    """The numbers as far as the role sees the facts behind them. Cells only."""
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    rows = ComparisonCell.objects.within(scope).filter(comparison=comparison)
    for path, name, kind, count in rows.values_list("path", "field", "kind", "count"):
        cells[name, kind][path] = count
    columns = _columns(comparison.territory, {path for one in cells.values() for path in one})
    fates = {kind: _counted(cells.get(("", kind.value), {}), columns) for kind in FATES}
    counted = [_line(key, label, cells, columns) for key, label in _fields(scope, cells)]
    units = [line for line in counted if not line.key.startswith(PREFIX)]
    return Table(columns, fates, units, [line for line in counted if line.key.startswith(PREFIX)])


def _columns(territory: Territory, paths: set[str]) -> list[Column]:
    """Places in force, closed ones with a number too; then the territory itself where units stand in none of them."""
    found = [
        Column(one.code, one.name, one.path)
        for one in territories.children(territory)
        if one.valid_to is None or one.path in paths
    ]
    if territory.path in paths or not found:
        found.append(Column(territory.code, territory.name, territory.path, own=True))
    return found


def _counted(counts: dict[str, int], columns: list[Column]) -> tuple[int, list[int]]:
    listed = [counts.get(column.path, 0) for column in columns]
    return sum(listed), listed


def _line(key: str, label: str, cells: dict[tuple[str, str], dict[str, int]], columns: list[Column]) -> Line:
    kinds = {kind.value: sum(cells.get((key, kind.value), {}).values()) for kind in CHANGES}
    counts = [
        sum(cells.get((key, kind.value), {}).get(column.path, 0) for kind in CHANGES) for column in columns
    ]
    return Line(key, label, sum(counts), counts, kinds)


def _fields(scope: Scope, cells: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(key, label) of the fields that changed and whose group the role sees, in the order of the fields table."""
    changed = {name for name, _kind in cells if name}
    order = {key: place for place, key in enumerate(("territory", *_keys(), *comparing_organisations.keys()))}
    found = []
    for key in sorted(changed, key=lambda name: (order.get(name, len(order)), name)):
        if seen := seen_as(scope, key):
            found.append((key, seen))
    return found


def _keys() -> list[str]:
    return [one.key for one in standards.load_unit_fields()]


def seen_as(scope: Scope, key: str) -> str:
    """The label of a field, '' when the role may not see it."""
    if key.startswith(PREFIX):
        return comparing_organisations.seen_as(scope, key)
    label, group = history.label_and_group("unit", key)
    return label if scope.sees(group) else ""


def rows_behind(
    comparison: Comparison, *, where: Q, key: str, kinds: Iterable[str]
) -> QuerySet[ComparisonRow]:
    """The rows behind a number. where: condition on their path, at or below the compared territory's."""
    rows = ComparisonRow.objects.across_all(because=_BECAUSE).filter(
        where, comparison=comparison, run=comparison.run, field=key, kind__in=list(kinds)
    )
    return rows.order_by("path", "unit_id", "pk").select_related("unit")


def unchanged(comparison: Comparison, *, where: Q) -> QuerySet[Sighting]:
    """Units that both rounds have seen, and of which nothing changed."""
    rows = Sighting.objects.across_all(because=_BECAUSE)
    earlier = rows.filter(round=comparison.earlier, unit=OuterRef("unit"))
    told = ComparisonRow.objects.across_all(because=_BECAUSE).filter(
        comparison=comparison, run=comparison.run, unit=OuterRef("unit")
    )
    both = rows.filter(where, Exists(earlier), ~Exists(told), round=comparison.later)
    return both.filter(unit__closed_on__isnull=True).order_by("path", "unit_id").select_related("unit")


def behind(rows: Iterable[Any]) -> list[Behind]:
    """Rows of units or of organisations in words, with their places and who said so. A fixed number of queries.

    Names and numbers of persons stay masked.
    """
    listed = list(rows)
    if listed and isinstance(listed[0], Found):
        return comparing_organisations.behind(listed)
    places = territories.names_by_path({row.path for row in listed})
    changes = changes_of({row.change_id for row in listed if getattr(row, "change_id", None)})
    names = _names(listed)
    return [_behind(row, places.get(row.path, ""), changes, names) for row in listed]


def _behind(row: Any, place: str, changes: dict[int, Change], names: dict[tuple[str, str], str]) -> Behind:
    if isinstance(row, Sighting):
        return Behind(row.unit, place, "", str(Kind.UNCHANGED.label), "", "")
    change = changes.get(row.change_id or 0)
    label = history.label_and_group("unit", row.field)[0] if row.field else ""
    told = Behind(
        row.unit,
        place,
        label,
        str(Kind(row.kind).label),
        _shown(row, row.old, names),
        _shown(row, row.new, names),
    )
    return told_by(told, change)


def _shown(row: ComparisonRow, text: str, names: dict[tuple[str, str], str]) -> str:
    """A value as a list of many units may show it."""
    if not text:
        return ""
    if reference := _reference(row):
        return names.get((reference, text), "")
    if not row.field:
        return words.word("closing_reason", text)
    if row.field in history.SEALED:
        return _("有（不在名单中显示）")
    if row.field in facts.PERSONS:
        return mask_name(text)
    return history.in_words("unit", row.field, text)


def _names(rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """{(field, number as text): name} of what references name: places, organisations, accounts. At most four queries."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if isinstance(row, ComparisonRow) and (name := _reference(row)):
            wanted[name] |= {text for text in (row.old, row.new) if text.isdecimal()}
    found: dict[tuple[str, str], str] = {}
    if ids := wanted["territory"]:
        paths = dict(territories.every().filter(pk__in=ids).values_list("pk", "path"))
        names = territories.names_by_path(paths.values())
        found |= {("territory", str(pk)): names.get(path, "") for pk, path in paths.items()}
    if ids := wanted["organisation"]:
        organisations = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(pk__in=ids)
        found |= {("organisation", str(pk)): name for pk, name in organisations.values_list("pk", "name")}
    if ids := wanted["instructor_account"]:
        users = User.objects.filter(pk__in=ids).values_list("pk", "name")
        found |= {("instructor_account", str(pk)): mask_name(name) for pk, name in users}
    return found


def _reference(row: ComparisonRow) -> str:
    """The field under which a row's texts are numbers of other records; '' when they are not."""
    if row.kind in (Kind.MOVED_IN, Kind.MOVED_OUT):
        return "territory"
    return row.field if row.field in _REFERENCES else ""


def lines(rows: QuerySet[Any] | list[Found]) -> Iterator[list[Any]]:
    """The same for a workbook, streamed: every row, whatever the number."""
    stream = iter(rows) if isinstance(rows, list) else rows.iterator(chunk_size=SOME)
    while some := list(islice(stream, SOME)):
        for one in behind(some):
            at = timezone.localtime(one.at).replace(tzinfo=None) if one.at else None
            yield [
                one.place, one.subject.name, one.code, one.label, one.kind, one.old, one.new, one.who,
                at, one.source,
            ]  # fmt: skip


def as_json(scope: Scope, comparison: Comparison) -> dict[str, Any]:
    """What `zhengyou census compare --json` prints."""
    found = table(scope, comparison)
    return {
        "earlier": comparison.earlier.code,
        "later": comparison.later.code,
        "territory": comparison.territory.code,
        "computed_at": comparison.computed_at.isoformat() if comparison.computed_at else None,
        "units": {kind.value: total for kind, (total, _counts) in found.fates.items()},
        "fields": {line.key: line.kinds for line in found.lines},
        "organisations": {line.key.removeprefix(PREFIX): line.kinds for line in found.organisations},
        "territories": [
            {
                "code": column.code,
                "name": column.name,
                "units": {kind.value: counts[place] for kind, (_total, counts) in found.fates.items()},
                "fields": {line.key: line.counts[place] for line in found.lines if line.counts[place]},
                "organisations": {
                    line.key.removeprefix(PREFIX): line.counts[place]
                    for line in found.organisations
                    if line.counts[place]
                },
            }
            for place, column in enumerate(found.columns)
        ],
    }
