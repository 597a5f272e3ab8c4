"""A model field whose column holds only ciphertext."""

from __future__ import annotations

from typing import Any

from django.db import models

from zhengyou.encryption.cipher import blind_index, decrypt, encrypt


class Sealed(str):
    """A stored ciphertext on its way from the database; `.open()` reads it. Never decrypted by merely loading a row."""

    __slots__ = ()

    def open(self) -> str:
        """The text itself."""
        return decrypt(str(self))


class EncryptedTextField(models.TextField[Any, Any]):
    """Text encrypted at rest. Reading gives a `Sealed`; assigning plain text and saving encrypts it.

    index: name of the sibling CharField that holds the blind index, filled at the same time.
    """

    def __init__(self, *, index: str = "", **kwargs: Any) -> None:
        self.index = index
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """The index's name belongs to the field."""
        name, path, args, kwargs = super().deconstruct()
        if self.index:
            kwargs["index"] = self.index
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        """Rows carry ciphertext until somebody opens it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Encrypts a plain text and fills its index."""
        value = getattr(model_instance, self.attname)
        if value is not None and not isinstance(value, Sealed):
            if self.index:
                setattr(model_instance, self.index, blind_index(value, purpose=self.index))
            value = Sealed(encrypt(value))
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Look-ups by plain text would never match: refuse them."""
        if value is None or isinstance(value, Sealed) or value == "":
            return None if value is None else str(value)
        raise ValueError(f"{self.name} is encrypted; look it up by its blind index")
