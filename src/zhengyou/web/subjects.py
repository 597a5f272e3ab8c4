"""What a request, a visit or a contact point is about: any record, found by the package that owns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from zhengyou.scoping import Scope


@dataclass(frozen=True, slots=True)
class Subject:
    """label: a short name for the reader. place: territory path, which finds the office that answers. url: its page.

    organisation: id of the Party organisation that it is or belongs to, None otherwise.
    """

    label: str
    place: str
    url: str = ""
    organisation: int | None = None


def find(scope: Scope, kind: str, subject_id: str) -> Subject | None:
    """The subject inside the scope, by the function that settings.SUBJECTS names; None when there is none."""
    name = settings.SUBJECTS.get(kind)
    if name is None:
        return None
    found: Subject | None = import_string(name)(scope, subject_id)
    return found


def named(
    scope: Scope, kinds: Sequence[str], text: str, *, limit: int = 20
) -> list[tuple[str, str, Subject, str]]:
    """(kind, id, subject, where it is) of those whose name holds the text, at most `limit` of each kind.

    kinds: those of settings.SUBJECTS_BY_NAME that are asked for, in that order. An empty text: the first ones there are.
    """
    found = []
    for kind in kinds:
        rows = import_string(settings.SUBJECTS_BY_NAME[kind])(scope, text, limit)
        found += [(kind, subject_id, subject, where) for subject_id, subject, where in rows]
    return found
