"""Accounts from a workbook: good rows become accounts, the others say why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.organisations.actions import people
from zhengyou.organisations.actions.people import Post
from zhengyou.organisations.models import Appointment, Body, PartyOrganisation, Territory
from zhengyou.organisations.queries import people as queries
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules import roles
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused
from zhengyou.workbooks import cells, mapping, reading, tables, templates
from zhengyou.workbooks.cells import Cell

TARGETS = (
    mapping.Target("name", ("姓名", "人员姓名", "名字")),
    mapping.Target("username", ("登录名", "用户名", "账号", "登录账号")),
    mapping.Target("role", ("角色", "身份", "职责")),
    mapping.Target(
        "over", ("区划代码或党组织", "区划代码", "党组织", "管辖区域", "所在党组织", "单位或区划")
    ),
    mapping.Target("phone", ("联系电话", "手机号", "电话", "手机")),
)
NEEDED = ("name", "username", "role", "over")
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3})?")
T = TypeVar("T", PartyOrganisation, Territory)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that became no account. row: as the sheet numbers it."""

    sheet: str
    row: int
    name: str
    sentence: str


@dataclass(slots=True)
class Enrolled:
    """What came of a workbook."""

    appointments: list[Appointment] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def enrol(*, path: Path, by: Scope, on: date, at: datetime) -> Enrolled:
    """Makes an account of each row that is right, in a transaction of its own.

    Raises Refused when the file cannot be read or no table with the needed columns is in it.
    """
    try:
        with reading.open_workbook(path) as workbook:
            return _enrol(workbook, by, on, at)
    except reading.UnreadableFile as error:
        raise Refused(str(error)) from None


def write_template(target: BinaryIO, *, scope: Scope) -> None:
    """The workbook to fill in; the roles offered are those that the scope may give."""
    words = tuple(roles.role_name(code) for code in queries.roles_to_give(scope))
    columns = [
        templates.TemplateColumn("姓名", required=True),
        templates.TemplateColumn("登录名", required=True, help="本人登录时输入，不能与别人重复。", width=18),
        templates.TemplateColumn("角色", kind="enum", values=words, required=True, width=26),
        templates.TemplateColumn(
            "区划代码或党组织",
            required=True,
            help="书记填党组织全称或代码，其他人填六位或九位区划代码。",
            width=36,
        ),
        templates.TemplateColumn("联系电话", kind="code", width=16),
    ]
    templates.write_template(
        target,
        [templates.TemplateSheet("人员", columns)],
        title="账号登记表",
        instructions=[
            "一人一行。上传后马上建立账号，并打印登录单。",
            "同一个人担任几个角色的，先建一个，其余在网页上添加。",
        ],
        rows=2000,
    )


def _enrol(workbook: reading.Workbook, by: Scope, on: date, at: datetime) -> Enrolled:
    found = tables.find_tables(workbook, mapping.known(TARGETS))
    if not found.tables:
        raise Refused(_("文件里没有找到人员表。请下载模板，按模板填写。"))
    proposed = mapping.propose(found.tables, TARGETS)
    result = Enrolled()
    for table in found.tables:
        columns = proposed.fields(table.sheet)
        missing = [
            target.labels[0] for target in TARGETS if target.field in NEEDED and target.field not in columns
        ]
        if missing:
            raise Refused(
                _("工作表“%(sheet)s”缺少这些列：%(columns)s。请按模板补上。")
                % {"sheet": table.sheet, "columns": "、".join(missing)}
            )
        for number, values in table.rows():
            row = {name: _text(values[column.index]) for name, column in columns.items()}
            try:
                result.appointments.append(_make(row, by, on, at))
            except Refused as refusal:
                result.refused.append(RefusedRow(table.sheet, number, row["name"], refusal.sentence))
    return result


def _make(row: dict[str, str], by: Scope, on: date, at: datetime) -> Appointment:
    for needed, label in (("name", _("姓名")), ("username", _("登录名"))):
        if not row[needed]:
            raise Refused(_("缺少%(label)s。") % {"label": label})
    post = _post(row["role"], row["over"], by)
    return people.create(
        name=row["name"], username=row["username"], phone=row.get("phone", ""), post=post, on=on, by=by, at=at
    )


def _post(word: str, over: str, by: Scope) -> Post:
    role = role_of(word)
    if role is None:
        raise Refused(_("没有“%(role)s”这个角色，请从下拉列表中选。") % {"role": word})
    if not over:
        raise Refused(_("缺少区划代码或党组织。"))
    return post_for(role, over, by)


def post_for(role: str, over: str, by: Scope) -> Post:
    """The post that a role and a text name: an organisation by name or code, else a place by code or name.

    Raises Refused when nothing inside the scope fits, or more than one.
    """
    if roles.names_organisation(role):
        return Post(role=role, organisation=_organisation(over, by))
    place = _territory(over, by)
    body = Body.objects.within(by).filter(territory=place, kind=roles.body_kind(role)).first()
    return Post(role=role, territory=place, body=body)


def role_of(word: str) -> str | None:
    """The role that a word of the table means: its Chinese or English name or its code."""
    plain = standards.fold(word)
    for role in standards.load_access().roles:
        if plain in {standards.fold(role.zh), standards.fold(role.en), standards.fold(role.code)}:
            return role.code
    return None


def _organisation(text: str, by: Scope) -> PartyOrganisation:
    rows = PartyOrganisation.objects.within(by).filter(valid_to__isnull=True)
    return _single(list(rows.filter(Q(name=text) | Q(code=text))[:2]), text)


def _territory(text: str, by: Scope) -> Territory:
    rows = territories.below_scope(by).filter(valid_to__isnull=True)
    named = rows.filter(code=text) if _CODE.fullmatch(text) else rows.filter(name=text)
    return _single(list(named[:2]), text)


def _single(found: list[T], text: str) -> T:
    if not found:
        raise Refused(_("没有找到“%(text)s”，或者它不在您的管理范围内。") % {"text": text})
    if len(found) > 1:
        raise Refused(_("“%(name)s”不止一个，请改填代码。") % {"name": text})
    return found[0]


def _text(value: Cell) -> str:
    return cells.text(value).strip()
