"""A sender's formula in a row that moves up because accepted rows are taken out."""

import re
from collections.abc import Mapping
from typing import Any

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

_FUNCTION = re.compile(
    "ABS|AND|AVERAGE|CONCAT|CONCATENATE|COUNT|COUNTA|COUNTIF|DATE|DATEDIF|DAY|IF|IFERROR|INT|ISBLANK|LEFT|LEN|MAX|MID|MIN|"
    "MOD|MONTH|NOT|OR|RIGHT|ROUND|ROUNDDOWN|ROUNDUP|ROW|SUBSTITUTE|SUM|SUMIF|SUMPRODUCT|TEXT|TODAY|TRIM|VALUE|YEAR",
    re.IGNORECASE,
)
"""What works on the cells it is given, and on nothing outside the sheet."""
_ONE = r"(\$?[A-Za-z]{1,3}\$?)(\d{1,7})"
_CELLS = re.compile(rf"{_ONE}(?::{_ONE})?")
_PLAIN = frozenset({Token.SEP, Token.PAREN, Token.OP_PRE, Token.OP_IN, Token.OP_POST, Token.WSPACE})
_SPOKEN = frozenset({Token.NUMBER, Token.TEXT, Token.LOGICAL})


def moved(formula: Any, rows: Mapping[int, int]) -> str | None:
    """The formula with its rows renumbered (old -> new); None where it would mean something else, or reach out of the sheet.

    A formula that points at a row that is taken out would give another number without a word. One that names another
    sheet, a program or the net is not handed on.
    """
    if not isinstance(formula, str):  # an array's or a data table's
        return None
    try:
        items = Tokenizer(formula).items
    except (TokenizerError, IndexError):
        return None
    parts = [_moved(item, rows) for item in items]
    return None if not parts or None in parts else "=" + "".join(part or "" for part in parts)


def _moved(item: Token, rows: Mapping[int, int]) -> str | None:
    text: str = item.value
    if item.type in _PLAIN or (item.type == Token.FUNC and item.subtype == Token.CLOSE):
        return text
    if item.type == Token.FUNC:
        return text if _FUNCTION.fullmatch(text[:-1]) else None
    if item.type != Token.OPERAND:
        return None
    return text if item.subtype in _SPOKEN else _renumbered(text, rows)


def _renumbered(text: str, rows: Mapping[int, int]) -> str | None:
    found = _CELLS.fullmatch(text)
    if found is None:
        return None
    first, last = int(found[2]), int(found[4] or found[2])
    if not all(row in rows for row in range(min(first, last), max(first, last) + 1)):
        return None
    end = f":{found[3]}{rows[last]}" if found[3] else ""
    return f"{found[1]}{rows[first]}{end}"
