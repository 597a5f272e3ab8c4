"""Structured logs: one JSON object a line, without personal data."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_DETAIL = re.compile(r"[\s|]*(DETAIL|描述|详细信息)[:：]")
_GOES_ON = re.compile(
    r"[\s|]*(Traceback \(most recent call last\):|File \"|The above exception was|During handling of the above)"
)


def without_rows(text: str) -> str:
    """The text without what PostgreSQL tells of the row it refused, which may go over several lines."""
    kept, dropping = [], False
    for line in text.splitlines():
        if _DETAIL.match(line):
            dropping = True
        elif dropping and _GOES_ON.match(line):
            dropping = False
        if not dropping:
            kept.append(line)
    return "\n".join(kept)


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, and the traceback when there is one."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_rows(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = without_rows(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
