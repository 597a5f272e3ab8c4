"""The named exceptions that a page knows how to show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

EXPIRED = "X-Form-Expired"
"""Tells the script of a page that reloading helps, where it would else speak of the network."""


class Refused(Exception):
    """Bad input. `sentence` says what is wrong, where and how to mend it, in the user's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(Exception):
    """Wrong state: somebody was faster, or the step was already taken. Shown as 409 with the sentence.

    back: address of what the person worked on, as it stands now; '' where there is none to name.
    """

    def __init__(self, sentence: str, *, back: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.back = back


class Forbidden(Exception):
    """Wrong person: a colleague without the right. Shown as 403."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The form was open for too long or came from elsewhere."""
    answer = render(request, "403_csrf.html", status=403)
    answer.headers[EXPIRED] = "1"
    return answer
