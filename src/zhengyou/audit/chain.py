"""The sum that chains runs of events."""

from __future__ import annotations

import hashlib
import hmac
import json

from django.conf import settings

from zhengyou.audit.models import Event


def digest(previous: str, events: list[Event]) -> str:
    """HMAC-SHA256 over the events and the digest before them."""
    mac = hmac.new(settings.FIELD_KEY.encode(), previous.encode(), hashlib.sha256)
    for event in events:
        mac.update(
            json.dumps(
                [
                    event.pk,
                    event.at.isoformat(),
                    event.user_id,
                    event.actor,
                    event.role,
                    event.action,
                    event.subject_kind,
                    event.subject_id,
                    event.subject,
                    event.detail,
                    event.path,
                ],
                ensure_ascii=False,
                sort_keys=True,
            ).encode()
        )
    return mac.hexdigest()
