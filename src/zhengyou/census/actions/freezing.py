"""Column values as JSON and back, exactly: what lineage keeps of a row. Encrypted texts stay ciphertext."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from zhengyou.encryption import decrypt
from zhengyou.encryption.fields import EncryptedTextField, Sealed

Pairs = dict[str, list[Any]]
"""{column: [before, after]}"""


def frozen(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """{column: value as JSON} of a row that was read from the database."""
    return {name: _plain(getattr(row, name)) for name in names}


def thaw(row: models.Model, values: Mapping[str, Any]) -> None:
    """Puts frozen values back into the row's columns; indexes follow, those too that were not known when it was frozen."""
    for name, value in values.items():
        field = column(type(row), name)
        setattr(row, name, thawed(field, value))
        if isinstance(field, EncryptedTextField):
            field.fill_indexes(row, decrypt(value))


def column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """The field behind a column."""
    found = next(one for one in model._meta.concrete_fields if name in (one.attname, one.name))
    return found


def thawed(field: models.Field[Any, Any], value: Any) -> Any:
    """One value as the field holds it."""
    if value is None or isinstance(field, models.ForeignKey | models.JSONField):
        return value
    return Sealed(value) if isinstance(field, EncryptedTextField) else field.to_python(value)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Pairs:
    """The columns that differ."""
    return {name: [old, after[name]] for name, old in before.items() if old != after[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Sealed) else value
