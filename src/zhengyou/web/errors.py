"""The named exceptions that a page knows how to show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Refused(Exception):
    """Bad input. `sentence` says what is wrong, where and how to mend it, in the user's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(Exception):
    """Wrong state: somebody was faster, or the step was already taken. Shown as 409 with the sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Forbidden(Exception):
    """Wrong person: a colleague without the right. Shown as 403."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The form was open for too long or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
