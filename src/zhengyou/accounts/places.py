"""Where a person stands, for the audit log."""

from __future__ import annotations

from zhengyou.web.policy import ScopedRequest


def place_of(request: ScopedRequest) -> str:
    """Territory path of the appointment under which the person acts; '' for whoever has none."""
    return str(getattr(request.appointment, "place", "") or "")
