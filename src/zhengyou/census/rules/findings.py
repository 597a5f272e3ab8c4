"""What a rule found wrong or doubtful in a row."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

Severity = Literal["error", "warning"]


class Sentence(str):
    """A sentence in Chinese that remembers how it was put together, so that a page can say it in its reader's language.

    template: what the catalogue knows it by, with places such as %(row)s for `values`. A sentence that came in both
    languages has its English one under `english` among the values.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As a value of a larger sentence holds it."""
        return {"template": self.template, "values": dict(self.values)}


def say(template: str, **values: Any) -> Sentence:
    """The sentence of a template; `label`, the name of a field, is put into the reader's language by the page."""
    sentence = Sentence(template % values if values else template)
    sentence.template = template
    sentence.values = {
        name: value.to_json() if isinstance(value, Sentence) else value for name, value in values.items()
    }
    return sentence


def say_both(chinese: str, english: str) -> Sentence:
    """A sentence that comes in both languages."""
    sentence = Sentence(chinese)
    sentence.template, sentence.values = chinese, {"english": english}
    return sentence


class Finding(NamedTuple):
    """One thing wrong (error: the row is refused) or doubtful (warning: the row is taken).

    message: a sentence for the sender: what is wrong and how to mend it; never the value of a cell. Plain text is a
    template without values.
    field: key of the field in question, "" for the row as a whole.
    """

    code: str
    message: str
    field: str = ""
    severity: Severity = "error"


def error(code: str, message: str, field: str = "") -> Finding:
    """The row cannot be taken."""
    return Finding(code, message, field, "error")


def warning(code: str, message: str, field: str = "") -> Finding:
    """The row is taken, a person should look at it."""
    return Finding(code, message, field, "warning")


class Erase(Enum):
    """The word 清空: what is held is to be erased."""

    ERASE = "清空"


ERASE: Final = Erase.ERASE


class Reading(NamedTuple):
    """What a cell says: a value, None for nothing, or ERASE; and what is wrong or doubtful about it."""

    value: Any
    finding: Finding | None = None


NOTHING: Final = Reading(None)
ERASED: Final = Reading(ERASE)
