"""What the maker of a document should know: a face that was not found, a sign that no face holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """code: "face" or "signs". Both languages, whole sentences, for the page that offers the document."""

    code: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file and what its maker should be told."""

    content: bytes
    notices: tuple[Notice, ...] = ()
