"""What a cell of a sheet can hold, and how its place is written."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

Cell = None | str | int | float | bool | date
"""Empty is None; a datetime is a date; whole floats are int. Text is as the sender typed it, untrimmed."""

LONGEST_TEXT = 32_000
"""Excel holds 32,767 characters in a cell; whatever comes near that is no answer to a question."""

EXACT_DIGITS = 15
_ROUNDED_FROM = 10**EXACT_DIGITS
"""Excel keeps 15 significant digits; a longer code typed into a number cell has lost its end."""

UNCALCULATED = "#未计算"
"""A formula whose result the file does not hold; programs write such files, spreadsheet programs do not."""

FAILED = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a formula shows that could not be worked out."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Shared(str):
    """A number that stands in a cell merged over several rows: it may be each row's, or their sum.

    Reads as text; never equal to plain text, so that nobody who remembers cells takes one for the other.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shared) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("shared", str(self)))

    def __str__(self) -> str:
        return str.__str__(self)


def letter(index: int) -> str:
    """Column letters of a 0-based index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index(letters: str) -> int:
    """0-based index of column letters: A -> 0. Raises ValueError for anything but letters."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(f"not a column: {letters!r}")
    number = 0
    for char in letters.upper():
        number = number * 26 + ord(char) - 64
    return number - 1


def lost_precision(value: Cell) -> bool:
    """Whether a number is so long that Excel has rounded it (a code typed into a number cell)."""
    return type(value) in (int, float) and abs(value) >= _ROUNDED_FROM  # type: ignore[arg-type]


def shown(value: Cell) -> Cell:
    """What the sender saw in the cell: a formula that nobody worked out shows nothing."""
    return None if value == UNCALCULATED else value


def too_long(value: Cell) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_TEXT


def text(value: Cell | Decimal) -> str:
    """The cell as a person reads it: "" for empty, 是/否 for booleans, ISO dates, no trailing .0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return str(value)


def squeezed(value: Cell) -> str:
    """Text for comparing: half width, without blanks and invisible characters."""
    half = unicodedata.normalize("NFKC", text(value))
    return re.sub(r"\s+", "", _INVISIBLE.sub("", half))


def blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not squeezed(value))


def formula_like(value: str) -> bool:
    """Whether a spreadsheet program would run this text as a formula when somebody types it in again."""
    return value.startswith(_FORMULA_STARTS)


def writable(value: str) -> str:
    """Text without the characters that XML forbids, cut at what Excel can hold."""
    return _ILLEGAL_IN_XML.sub("", value)[:32_767]
