"""Makes any text fit to be set: what XML cannot hold, what hides, and what breaks lines unseen goes out."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

UNKNOWN = "\ufffd"  # stands where a broken character stood, so that its loss is seen
SPACES = re.compile(r"[\t\v\f\u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f]")
# Controls, marks of no width, marks that turn the writing's direction, and signs that are no characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]"
    "|[\U000e0000-\U000e007f]"
)
BROKEN = re.compile(
    "[\ud800-\udfff]|" + "|".join(f"[{chr(p << 16 | 0xFFFE)}{chr(p << 16 | 0xFFFF)}]" for p in range(1, 17))
)

Tree = TypeVar("Tree")


def clean(text: str) -> str:
    """The text without hidden signs; line ends are \\n; broken characters become \ufffd."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return HIDDEN.sub("", SPACES.sub(" ", BROKEN.sub(UNKNOWN, text))).strip(" ")


def cleaned(tree: Tree) -> Tree:
    """The same tree of dataclasses and tuples, every text in it cleaned."""
    return cast(Tree, _cleaned(tree))


def _cleaned(value: Any) -> Any:
    if type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def paragraphs(text: str) -> list[str]:
    """The text's lines that are not empty, without blanks at their ends (typed indents, above all)."""
    return [line.strip(" \u3000") for line in text.split("\n") if line.strip(" \u3000")]
