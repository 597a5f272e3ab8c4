"""A model field whose column holds only ciphertext."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from zhengyou.encryption.cipher import blind_indexes, decrypt, encrypt
from zhengyou.encryption.telephones import number_in


class Sealed(str):
    """A stored ciphertext on its way from the database; `.open()` reads it. Never decrypted by merely loading a row."""

    __slots__ = ()

    def open(self) -> str:
        """The text itself."""
        return decrypt(str(self))


class EncryptedTextField(models.TextField[Any, Any]):
    """Text encrypted at rest. Reading gives a `Sealed`; assigning plain text and saving encrypts it.

    index: name of the sibling CharField that holds the blind index, filled at the same time. number_index: the same for
    the index of the telephone number alone, where the text holds a name too. Both stand after this field in the model.
    """

    def __init__(self, *, index: str = "", number_index: str = "", **kwargs: Any) -> None:
        self.index = index
        self.number_index = number_index
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """The index's name belongs to the field."""
        name, path, args, kwargs = super().deconstruct()
        if self.index:
            kwargs["index"] = self.index
        if self.number_index:
            kwargs["number_index"] = self.number_index
        return name, path, args, kwargs

    def indexes(self, texts: Sequence[str]) -> dict[str, list[str]]:
        """{index column: fingerprints} of plain texts, in their order."""
        found = {self.index: blind_indexes(texts, purpose=self.index)} if self.index else {}
        if self.number_index:
            numbers = [number_in(text) for text in texts]
            found[self.number_index] = blind_indexes(numbers, purpose=self.number_index)
        return found

    def fill_indexes(self, row: models.Model, text: str) -> set[str]:
        """Sets the index columns of a row to those of a plain text; returns their names."""
        found = self.indexes([text])
        for name, (value,) in found.items():
            setattr(row, name, value)
        return set(found)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        """Rows carry ciphertext until somebody opens it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Encrypts a plain text and fills its index."""
        value = getattr(model_instance, self.attname)
        if value is not None and not isinstance(value, Sealed):
            self.fill_indexes(model_instance, value)
            value = Sealed(encrypt(value))
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Look-ups by plain text would never match: refuse them."""
        if value is None or isinstance(value, Sealed) or value == "":
            return None if value is None else str(value)
        raise ValueError(f"{self.name} is encrypted; look it up by its blind index")
