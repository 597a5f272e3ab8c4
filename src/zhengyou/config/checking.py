"""What `zhengyou check` looks at. Each check gives sentences; none means that all is well."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.audit.queries import broken_seals
from zhengyou.census.models import Unit
from zhengyou.config import copies
from zhengyou.encryption import EncryptedTextField
from zhengyou.encryption import files as sealed_files
from zhengyou.encryption.cipher import Unreadable
from zhengyou.organisations.queries import tree
from zhengyou.scoping import ScopedModel

_BECAUSE = "the installation is checked as a whole"
SAMPLE = 50
LOADERS: tuple[Callable[[], object], ...] = (
    standards.load_access,
    standards.load_divisions,
    standards.load_enums,
    standards.load_founding,
    standards.load_industries,
    standards.load_member_fields,
    standards.load_organisation_fields,
    standards.load_questions,
    standards.load_sizes,
    standards.load_tiles,
    standards.load_unit_fields,
)


def findings() -> list[str]:
    """Everything that is wrong, in the order in which it is best mended."""
    found = system() + rules()
    database = migrations()
    if database:
        return found + database
    return found + keys() + files() + audit_log() + tree.findings() + places()


def system() -> list[str]:
    """Django's own checks, warnings included."""
    return [
        f"{message.msg} {message.hint or ''}".strip()
        for message in checks.run_checks(include_deployment_checks=False)
        if message.level >= checks.WARNING and not message.is_silenced()
    ]


def rules() -> list[str]:
    """Standards that cannot be read."""
    found = []
    for load in LOADERS:
        try:
            load()
        except standards.StandardError as error:
            found.append(_("标准文件有错误：%(why)s") % {"why": error})
    return found


def migrations() -> list[str]:
    """Whether the database answers and is as new as the program."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        tables = set(connection.introspection.table_names())
        ahead = [
            name
            for name in executor.loader.applied_migrations
            if _ours(name) and name not in executor.loader.graph
        ]
    except DatabaseError as error:
        return [_("连不上数据库：%(why)s") % {"why": str(error).strip()}]
    if waiting or settings.CACHES["default"]["LOCATION"] not in tables:
        return [_("数据库比程序旧，请运行 zhengyou setup。")]
    if ahead:
        return [_("数据库比程序新，请换用与它一致的程序版本。")]
    return []


def keys() -> list[str]:
    """Whether the stored personal identifiers can be read with the key of this installation: the newest of each field."""
    found = []
    stores: list[tuple[type[Model], QuerySet[Any]]] = [(User, User.objects.all())]
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            stores.append((model, model.objects.across_all(because=_BECAUSE)))
    for model, rows in stores:
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField) and _unreadable(rows, field.name):
                found.append(
                    _(
                        "%(field)s读不出来：密钥不是写入时的那一把。请恢复 keys/fields 或环境变量 ZHENGYOU_FIELD_KEY。"
                    )
                    % {"field": field.verbose_name}
                )
    return found


def files() -> list[str]:
    """Whether the newest stored files can be read with the key of this installation; the first piece tells."""
    folder = copies.folders()["uploads"]
    held = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    newest = heapq.nlargest(SAMPLE, held, key=lambda path: path.stat().st_mtime)
    if not any(sealed_files.is_unreadable(path) for path in newest):
        return []
    return [
        _(
            "上传的文件读不出来：密钥不是保存时的那一把，或文件被改动过。请恢复 keys/fields 或环境变量 ZHENGYOU_FIELD_KEY。"
        )
    ]


def audit_log() -> list[str]:
    """Whether the audit log is whole."""
    broken = broken_seals()
    if not broken:
        return []
    return [_("审计日志的封存链断开：封存号 %(ids)s。") % {"ids": "、".join(map(str, broken[:10]))}]


def places() -> list[str]:
    """Units whose path is not that of their place."""
    astray = Unit.objects.across_all(because=_BECAUSE).exclude(path=F("territory__path")).count()
    return [_("单位的路径与所在地不符：%(count)s 家") % {"count": astray}] if astray else []


def _ours(name: tuple[str, str]) -> bool:
    label = name[0]
    return any(
        config.label == label and config.name.startswith("zhengyou.") for config in apps.get_app_configs()
    )


def _unreadable(rows: QuerySet[Any], name: str) -> bool:
    stored = rows.exclude(**{f"{name}__exact": ""}).order_by("-pk").values_list(name, flat=True)[:SAMPLE]
    try:
        for sealed in stored:
            sealed.open()
    except Unreadable:
        return True
    return False
