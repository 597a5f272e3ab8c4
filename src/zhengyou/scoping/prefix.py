"""Materialised paths: labels of fixed width, so that a subtree is one range of an index."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

LABEL_WIDTH = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_DEPTH = 16


class PathField(models.CharField[str, str]):
    """A path of labels, compared byte by byte on every database.

    tree: "territory" or "organisation". follows: the row goes along when its place in that tree is reorganised;
    stays: why it does not. Every model says one of the two (tests/guards/test_reorganised_paths.py); migrations know of
    neither, for the database does not.
    """

    def __init__(self, *, tree: str = "", follows: bool = False, stays: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LABEL_WIDTH * MAX_DEPTH)
        super().__init__(**kwargs)
        self.tree = tree
        self.follows = follows
        self.stays = stays

    def db_parameters(self, connection: Any) -> Any:
        """PostgreSQL must compare as bytes, or the range of a prefix follows the language's order."""
        parameters: Any = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def label(number: int) -> str:
    """The label of the n-th child, from 0."""
    text = ""
    for _ in range(LABEL_WIDTH):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    if number:
        raise ValueError(f"more children than {LABEL_WIDTH} digits can name")
    return text


def number(text: str) -> int:
    """The number of a label."""
    return int(text, len(_DIGITS))


def upper_bound(path: str) -> str:
    """The smallest text above every path that begins with `path`; '~' sorts after all digits."""
    return path + "~"


def below(field: str, path: str) -> Q:
    """Rows at the path or below it, as a range that an index serves on both databases."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": upper_bound(path)})


def is_below(path: str, ancestor: str) -> bool:
    """Whether `path` is `ancestor` or lies below it."""
    return path.startswith(ancestor)


def ancestors(path: str) -> list[str]:
    """The path and all its ancestors, root first."""
    return [path[:end] for end in range(LABEL_WIDTH, len(path) + 1, LABEL_WIDTH)]
