"""A refusal that stays in the audit log, as the success would have."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from zhengyou.audit import actions as audit
from zhengyou.web.policy import ScopedRequest

REVEAL = "reveal.refused"


def note(request: ScopedRequest, action: str, *, path: str = "", **subject: Any) -> None:
    """Writes down who was refused at which address. To be called outside the transaction that the refusal ends.

    path, subject: as audit.record() takes them, when the row is known; else the event stands at the person's own place.
    """
    audit.record(
        action,
        by=request.scope,
        at=timezone.now(),
        path=path or str(getattr(request.appointment, "place", "") or ""),
        detail={"address": request.path},
        **subject,
    )
