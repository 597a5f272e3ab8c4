"""New records as their table holds them: sealed, indexed, sized, with the documents of their change rows.

None of it asks the database or needs a model, so that a second process (`making_apart`) can do it while this one writes. That
one is sent the settings of the cipher, then its `Maker`, then columns again and again.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final, TypeVar

from django.conf import settings

from zhengyou.changes.texts import as_text
from zhengyou.companion import Companion, Gone
from zhengyou.encryption import EncryptedTextField, encrypt_all
from zhengyou.encryption.fields import Sealed

Columns = Mapping[str, Sequence[Any]]
T = TypeVar("T")
WORTH_IT_FROM: Final = 20_000
"""New records; fewer are made before another process has begun."""
_PROGRAM: Final = "zhengyou.census.importing.making_apart"
_AMOUNTS: Final = frozenset({Decimal, type(None)})
_CIPHER: Final = ("FIELD_KEY", "FIELD_CIPHER")


def nothing_follows(_: Columns) -> dict[str, list[Any]]:
    """Nothing is derived."""
    return {}


@dataclass(frozen=True, slots=True)
class Made:
    """What is added to the plain columns of new records, and the documents of their change rows."""

    columns: dict[str, Sequence[Any]]
    documents: list[str]


@dataclass(frozen=True, slots=True)
class Maker:
    """How new records of one model are made.

    sealed: fields that rest encrypted, by attribute. derived: attributes without change rows. follows: what follows from
    the columns, a function that another process can import.
    """

    sealed: Mapping[str, EncryptedTextField]
    derived: frozenset[str]
    follows: Callable[[Columns], dict[str, list[Any]]] = nothing_follows

    def make(self, plain: Columns) -> Made:
        """plain: by attribute, one value for each record, as its column holds it but for sealed ones, which are plain text."""
        told = {name: plain[name] for name in self.sealed if name in plain}
        sealed = {name: list(map(Sealed, encrypt_all(texts))) for name, texts in told.items()}
        documents = self._documents({**plain, **sealed})
        added: dict[str, Sequence[Any]] = {**sealed}
        for name, texts in told.items():
            added |= self.sealed[name].indexes(texts)
        return Made(added | self.follows(plain), documents)

    def _documents(self, columns: Columns) -> list[str]:
        """What the change rows of new records tell: what is known of each, as a JSON object."""
        parts = [_told(name, column) for name, column in columns.items() if name not in self.derived]
        return ["{" + told.removeprefix(", ") + "}" for told in map("".join, zip(*parts, strict=True))]


def ahead(helper: Helper, items: Iterable[tuple[T, Columns]]) -> Iterator[tuple[T, Columns, Made]]:
    """Each item with its plain columns and what is made of them, in their order, the next one meanwhile in a second process."""
    before: tuple[T, Columns] | None = None
    for item, plain in items:
        made = helper.take(before[1]) if before else None
        helper.say(_light(plain))
        if before and made:
            yield (*before, made)
        before = (item, plain)
    if before:
        yield (*before, helper.take(before[1]))


class Helper:
    """Makes records in another process, which begins at once; what that cannot do, killed or short of memory, is done here."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.companion: Companion | None = None
        with suppress(Gone):
            self.companion = Companion("-P", "-m", _PROGRAM)
        self.say({name: getattr(settings, name) for name in _CIPHER})
        self.say(maker)

    def say(self, what: Any) -> None:
        """Sends what it is about. The answer to columns has to be taken before the next ones."""
        if self.companion is not None:
            try:
                self.companion.say(what)
            except Gone:
                self.close()

    def take(self, plain: Columns) -> Made:
        """What is made of the columns that were said last."""
        if self.companion is not None:
            try:
                made: Made = self.companion.take()
                return made
            except Gone:
                self.close()
        return self.maker.make(plain)

    def close(self) -> None:
        """Ends the other process."""
        if self.companion is not None:
            self.companion.end()
            self.companion = None


def _light(columns: Columns) -> list[tuple[str, bool, Sequence[Any]]]:
    """(name, whether it is of amounts, values) of each column; to send an amount as its text is a tenth of the work."""
    amounts = {name: _AMOUNTS.issuperset(map(type, column)) for name, column in columns.items()}
    return [
        (name, True, [None if amount is None else str(amount) for amount in column])
        if amounts[name]
        else (name, False, column)
        for name, column in columns.items()
    ]


def _whole(light: list[tuple[str, bool, Sequence[Any]]]) -> Columns:
    """The columns that were sent."""
    return {
        name: [None if text is None else Decimal(text) for text in column] if are_amounts else column
        for name, are_amounts, column in light
    }


def recorded(name: str) -> str:
    """The name under which the change table knows an attribute."""
    return {"union": "union_"}.get(name, name.removesuffix("_id"))


def _told(name: str, column: Sequence[Any]) -> list[str]:
    """What a column adds to each row's JSON object, after a comma; "" where it is unknown."""
    key = f", {encode_basestring(recorded(name))}: "
    if {str, Sealed}.issuperset(map(type, column)):
        return [key + encode_basestring(text) if text else "" for text in column]
    return list(map(_Told(key).__getitem__, column))


class _Told(dict[Any, str]):
    """Remembers what was told of a value: numbers, answers and dates come again and again."""

    def __init__(self, key: str) -> None:
        super().__init__({None: "", "": ""})
        self.key = key

    def __missing__(self, value: Any) -> str:
        self[value] = self.key + encode_basestring(as_text(value))
        return self[value]


def serve() -> None:
    """What the other process does until nobody asks any more."""
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        settings.configure(**pickle.load(asked))
        maker: Maker = pickle.load(asked)
        while True:
            pickle.dump(maker.make(_whole(pickle.load(asked))), told, pickle.HIGHEST_PROTOCOL)
            told.flush()
