"""The workbook to fill in: one column for each field that is asked, places that follow one another."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Final

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.organisations.models import Territory
from zhengyou.scoping.prefix import ancestors
from zhengyou.standards import Field
from zhengyou.workbooks import templates
from zhengyou.workbooks.templates import Place, TemplateColumn, TemplateSheet

SHEETS: Final = {"units": "单位", "organisations": "党组织", "members": "党员"}
REQUIRED: Final = frozenset({"name"})
_PLACES: Final = {"city": "place_city", "county": "place_county", "township": "place_township"}
_KINDS: Final = {"int": "int", "decimal": "decimal", "bool": "bool", "date": "partial_date", "code": "code"}
_WHOLE_DATES: Final = frozenset({"surveyed_on"})
_LENGTHS: Final = {"uscc": 18, "id_number": 18, targets.UNIT_CODE: 18}
# A member's township is the branch's; who is insured comes from the register's export and is not asked; the end of
# a term follows from the last election unless a ledger says otherwise.
LEFT_OUT: Final = {
    "units": frozenset({"social_insured", "term_ends"}),
    "organisations": frozenset[str](),
    "members": frozenset({"township"}),
}
_ALL: Final = "names and codes of places are public"
_INSTRUCTIONS: Final = (
    "从第三行起填写，一行一条。表头不要改动，可以隐藏用不到的列。",
    "不清楚的空着，不要填 0；空着的格子不会改动已登记的内容。要清除已登记的内容，请填“清空”。",
    "带“（必填）”的列必须填写。金额以万元为单位。日期写成 2010-05-01；不知道日的写 2010-05。",
    "信用代码、身份证号、电话请按文本填写，避免后几位丢失。",
    "填好后在“导入”页面上传；有问题的行会连同说明退回，改好后可以再次上传，重复上传不会重复登记。",
)


def write(
    kind: str,
    territory: Territory | None,
    target: str | Path | IO[bytes],
    *,
    leave_out: frozenset[str] = frozenset(),
) -> None:
    """Writes the template (xlsx) of a kind; its drop-downs list the places of the territory, by default all.

    leave_out: fields that registers hold of every unit of the place; they are not asked again.
    """
    without = LEFT_OUT[kind] | leave_out
    columns = [_column(kind, one) for one in targets.fields(kind).values() if one.key not in without]
    where = f"（{territory.name}）" if territory else ""
    templates.write_template(
        target,  # type: ignore[arg-type]
        [TemplateSheet(SHEETS[kind], columns)],
        title=f"{SHEETS[kind]}摸底表{where}",
        instructions=_INSTRUCTIONS,
        places=_places(territory),
    )


def _column(kind: str, one: Field) -> TemplateColumn:
    values = tuple(value.zh for value in standards.load_enums()[one.enum].values) if one.enum else ()
    column_kind = "enum" if one.enum else _PLACES.get(one.key) or _KINDS.get(one.type, "text")
    if one.key in _WHOLE_DATES:
        column_kind = "date"
    if kind == "members" and one.key in ("mobile_status", "out_of_contact"):
        values, column_kind = (), "text"  # these take a place or a date as well
    return TemplateColumn(
        label=one.label_zh,
        group=one.group,
        kind=column_kind,  # type: ignore[arg-type]
        values=values,
        required=one.key in REQUIRED,
        width=24 if one.type in ("text", "ref", "list", "code") else 14,
        length=_LENGTHS.get(one.key),
    )


def _places(territory: Territory | None) -> list[Place]:
    """City, county and township of each place below the territory, in code order."""
    rows = Territory.objects.across_all(because=_ALL).filter(valid_to__isnull=True)
    top = territory.path if territory else ""
    by_path = {row.path: row for row in rows.order_by("path")}
    with_townships = {path[:-4] for path, row in by_path.items() if row.level == "township"}
    found = []
    for row in sorted(by_path.values(), key=lambda row: row.code):
        if not row.path.startswith(top):
            continue
        if row.level == "township" or (row.level == "county" and row.path not in with_townships):
            above = {
                by_path[path].level: by_path[path].name for path in ancestors(row.path) if path in by_path
            }
            city = above.get("city", "")
            found.append(Place(city, above.get("county", city), above.get("township", "")))
    return found
