"""What a request is about: any record, found by the package that owns it. Requests know only kind and id."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from zhengyou.scoping import Scope


@dataclass(frozen=True, slots=True)
class Subject:
    """label: a short name for the reader. place: territory path, which finds the office that answers. url: its page."""

    label: str
    place: str
    url: str = ""


def find(scope: Scope, kind: str, subject_id: str) -> Subject | None:
    """The subject inside the scope, by the function that settings.REQUEST_SUBJECTS names; None when there is none."""
    name = settings.REQUEST_SUBJECTS.get(kind)
    if name is None:
        return None
    found: Subject | None = import_string(name)(scope, subject_id)
    return found
