"""Dates of which sometimes only the month or the year is known: held as ISO text, never padded with a guessed day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(text: str) -> date | None:
    """The first day that the text may mean ('2010-05' -> 2010-05-01), None for unknown. Raises ValueError."""
    if not text:
        return None
    match = _SHAPE.fullmatch(text)
    if not match:
        raise ValueError(f"not a date: {text}")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return date(year, month, day)


def validate(text: str) -> None:
    """Refuses what is no date, a year alone or a month alone."""
    try:
        first_day(text)
    except ValueError:
        raise ValidationError(_("请写成 2010-05-01；不知道日的写 2010-05。")) from None


class PartialDateField(models.CharField[str, str]):
    """ISO text of 4, 7 or 10 characters; '' is unknown. Sorts like a date."""

    default_validators = [validate]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
