"""Each address declares who may come in. The middleware enforces it; a sweep proves that none forgot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from zhengyou.scoping import Scope

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, without an account; `why` says what for."""

    why: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody who is signed in, whatever the role: own matters only."""


@dataclass(frozen=True, slots=True)
class Needs:
    """A role with at least one of these rights (standards/access). Strangers get 404, colleagues without the right 403.

    noted: code of the audit event that a colleague's refusal leaves; '' for none.
    """

    rights: tuple[str, ...]
    noted: str

    def __init__(self, *rights: str, noted: str = "") -> None:
        object.__setattr__(self, "rights", rights)
        object.__setattr__(self, "noted", noted)


Policy = Public | SignedIn | Needs


class ScopedRequest(HttpRequest):
    """A request after the scope middleware: what views annotate their argument with."""

    scope: Scope
    appointment: Any  # organisations.Appointment or None; the shell knows no domain
    appointments: list[Any]
    htmx: Any
    LANGUAGE_CODE: str


def page(policy: Policy) -> Callable[[V], V]:
    """Declares a view's policy."""

    def declare(view: V) -> V:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


THIRD_PARTY: dict[str, Policy] = {}
"""Policies of views that are not ours, by their dotted name; filled by config.urls."""


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """The policy of a resolved view, or None when nobody declared one."""
    found = getattr(view, "policy", None)
    if found is not None:
        return found  # type: ignore[no-any-return]
    owner = getattr(view, "view_class", view)
    return THIRD_PARTY.get(f"{owner.__module__}.{owner.__qualname__}")
