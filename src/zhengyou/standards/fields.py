"""Which facts are asked, stored or derived about units, members and Party organisations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.rules.text import fold

COLUMNS = (
    "seq,group,field,label_zh,type,values,tier,note,enum,label_en,synonyms,header_group,access,unit_of_measure,"
    "purpose,purpose_en,minutes,cadence,owner"
)
TYPES = frozenset(["text", "code", "enum", "bool", "int", "decimal", "date", "ref", "list"])
TIERS = frozenset(["core", "optional", "derived", "drop"])
OWNERS = frozenset({"unit", "organisation", "member", "member-derived"})
BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
CADENCES = frozenset({"once", "yearly", "half-yearly", "when it changes", "each round", "never"})


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: its name in the data, its words on screen and in workbooks, and why it is held.

    `enum` names an enumeration of the standard `enums`; `minutes` is the time to find and write the answer
    once; `header_group` holds pairs such as `书记/姓名`: the short header on the right means this field only
    under the heading on the left.
    """

    seq: int
    group: str
    key: str
    label_zh: str
    label_en: str
    type: str
    values: str
    enum: str
    tier: str
    note: str
    synonyms: tuple[str, ...]
    header_group: tuple[str, ...]
    access: str
    unit_of_measure: str
    purpose: str
    purpose_en: str
    minutes: Decimal
    cadence: str
    owner: str

    @property
    def held(self) -> bool:
        return self.tier in ("core", "optional")

    def label(self, language: str) -> str:
        return self.label_en if language.startswith("en") else self.label_zh


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one kind of record in their official order, and the columns that say where it stands."""

    fields: tuple[Field, ...]
    places: tuple[Field, ...]
    _by_key: Mapping[str, Field]
    _by_header: Mapping[tuple[str, str], Field]

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def get(self, key: str) -> Field | None:
        return self._by_key.get(key)

    def by_header(self, header: str, under: str = "") -> Field | None:
        """The field that a column means, else None. `under` is the heading above it (of two header rows).

        Words in brackets may be left out: 年营业收入（万元） is 年营业收入. A pair of heading and header is
        tried before the header alone, because 姓名 under 书记 is not the name of the unit.
        """
        for short in (fold(header), fold(BRACKETS.sub("", header))):
            for pair in ((fold(under), short), ("", fold(under) + short), ("", short)):
                if short and pair in self._by_header:
                    return self._by_header[pair]
        return None

    @property
    def everything(self) -> tuple[Field, ...]:
        """The place columns, then the fields."""
        return self.places + self.fields

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(field.key for field in self.fields)

    @property
    def held(self) -> tuple[Field, ...]:
        """Asked or imported, and stored: tiers core and optional."""
        return tuple(field for field in self.fields if field.held)

    @property
    def core(self) -> tuple[Field, ...]:
        return self.of_tier("core")

    @property
    def derived(self) -> tuple[Field, ...]:
        return self.of_tier("derived")

    @property
    def dropped(self) -> tuple[Field, ...]:
        return self.of_tier("drop")

    def of_tier(self, tier: str) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.tier == tier)


@cache
def load_unit_fields(edition: str | None = None, *, root: Path | None = None) -> FieldTable:
    """Facts of a unit; the place columns city, county and township beside them."""
    folder = chosen("unit_fields", edition, root).folder
    return _table(_fields(folder / "fields.csv"), _fields(folder / "places.csv"))


@cache
def load_member_fields(edition: str | None = None, *, root: Path | None = None) -> FieldTable:
    """Facts of a Party member on the roll."""
    return _table(_fields(chosen("member_fields", edition, root).folder / "fields.csv"))


@cache
def load_organisation_fields(edition: str | None = None, *, root: Path | None = None) -> FieldTable:
    """Columns of our own workbook of Party organisations."""
    return _table(_fields(chosen("organisation_fields", edition, root).folder / "fields.csv"))


def _table(fields: tuple[Field, ...], places: tuple[Field, ...] = ()) -> FieldTable:
    everything = places + fields
    headers: dict[tuple[str, str], Field] = {}
    for field in everything:
        for spelling in (field.label_zh, field.label_en, *field.synonyms):
            headers.setdefault(("", fold(spelling)), field)
        for under, _, header in (pair.partition("/") for pair in field.header_group):
            headers.setdefault((fold(under), fold(header)), field)
    by_key = {field.key: field for field in everything}
    return FieldTable(fields, places, MappingProxyType(by_key), MappingProxyType(headers))


def _fields(file: Path) -> tuple[Field, ...]:
    rows = list(tables.read(file, COLUMNS))
    tables.refuse_repeats([(row, row.text("field")) for row in rows], "field")
    return tuple(_field(row) for row in rows)


def _field(row: tables.Row) -> Field:
    kind = row.text("type", TYPES)
    wants_enum = kind == "enum" and row.maybe("tier") != "drop"
    if wants_enum != bool(row.maybe("enum")):
        raise row.wrong("enum", "expected the name of an enumeration where the type is enum, and only there")
    return Field(
        seq=row.whole("seq"),
        group=row.text("group"),
        key=row.text("field"),
        label_zh=row.text("label_zh"),
        label_en=row.text("label_en"),
        type=kind,
        values=row.maybe("values"),
        enum=row.maybe("enum"),
        tier=row.text("tier", TIERS),
        note=row.maybe("note"),
        synonyms=row.parts("synonyms"),
        header_group=row.parts("header_group"),
        access=row.text("access"),
        unit_of_measure=row.maybe("unit_of_measure"),
        purpose=row.text("purpose"),
        purpose_en=row.text("purpose_en"),
        minutes=row.amount("minutes"),
        cadence=row.text("cadence", CADENCES),
        owner=row.text("owner", OWNERS),
    )
