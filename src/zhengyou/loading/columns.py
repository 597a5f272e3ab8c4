"""What the columns of a table hold, as the database's driver wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Model = type[models.Model]
Field = models.Field[Any, Any]
Prepare = Callable[[Any], Any]

_AS_THEY_ARE: Final = (
    models.CharField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


@cache
def fields(model: Model) -> dict[str, Field]:
    """The columns of a model's own table, by attribute (`territory_id`, not `territory`)."""
    return {one.attname: one for one in model._meta.concrete_fields}


def quoted(names: Iterable[str], connection: BaseDatabaseWrapper) -> str:
    """Names of columns for a statement."""
    return ", ".join(map(connection.ops.quote_name, names))


def prepared(field: Field, values: Sequence[Any], connection: BaseDatabaseWrapper) -> Sequence[Any]:
    """The values of a column as the driver wants them."""
    if type(field) is models.TextField or isinstance(field, _AS_THEY_ARE):
        return values
    return list(map(_preparing(field, connection), values))


def _preparing(field: Field, connection: BaseDatabaseWrapper) -> Prepare:
    """As Django prepares one value; amounts without its way over a context of their own."""
    if isinstance(field, models.DecimalField):
        return _plain_decimal if connection.vendor == "sqlite" else _as_it_is
    if isinstance(field, models.DateField):  # few distinct ones
        return _Remembering(field, connection).__getitem__
    return lambda value: field.get_db_prep_save(value, connection)


class _Remembering(dict[Any, Any]):
    def __init__(self, field: Field, connection: BaseDatabaseWrapper) -> None:
        self.field, self.connection = field, connection

    def __missing__(self, value: Any) -> Any:
        self[value] = self.field.get_db_prep_save(value, self.connection)
        return self[value]


def _plain_decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _as_it_is(value: Any) -> Any:
    return value


def shaped(
    model: Model, columns: Mapping[str, Sequence[Any]], connection: BaseDatabaseWrapper
) -> dict[str, Sequence[Any]]:
    """Columns under the names and with the values that the database knows."""
    known = fields(model)
    return {
        str(known[name].column): prepared(known[name], column, connection) for name, column in columns.items()
    }


def defaults(model: Model, named: Iterable[str]) -> dict[str, Any]:
    """What a new row holds in the columns that nobody names; the database numbers the row itself."""
    given = set(named)
    return {
        name: field.get_default()
        for name, field in fields(model).items()
        if name not in given and not field.primary_key
    }
