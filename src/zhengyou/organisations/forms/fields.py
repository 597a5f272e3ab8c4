"""Form fields for facts as the standards hold them: enumerations, partial dates, yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou import partial_dates, standards

_LOOSE = re.compile(r"(\d{4})\s*[-./年]?\s*(?:(\d{1,2})\s*[-./月]?\s*(?:(\d{1,2})\s*日?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def language() -> str:
    """The reader's language as the standards name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def enum_choices(name: str, *, required: bool = False) -> Callable[[], list[tuple[str, str]]]:
    """The values of an enumeration in the reader's language, 未知 or 请选择 first; read when the form is shown."""

    def choices() -> list[tuple[str, str]]:
        enum = standards.load_enums()[name]
        return [
            ("", _("请选择") if required else _("未知")),
            *((code, enum.label(code, language())) for code in enum.codes),
        ]

    return choices


class EnumField(forms.ChoiceField):
    """A value of an enumeration of the standards; '' is unknown."""

    def __init__(self, enum: str, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=enum_choices(enum, required=kwargs["required"]), **kwargs)


class YesNoField(forms.TypedChoiceField):
    """Yes, no or unknown (None)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            choices=[("", gettext_lazy("未知")), ("1", gettext_lazy("是")), ("0", gettext_lazy("否"))],
            coerce=lambda text: text == "1",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """A held True or False as the choice that stands for it."""
        return {True: "1", False: "0", None: ""}.get(value, value)


class PartialDateInput(forms.CharField):
    """2010-05-01, 2010-05 or 2010, also 2010.5.1, 2010年5月1日 or 20100501; gives ISO text, '' unknown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("help_text", gettext_lazy("例如 2010-05-01；不知道日的写 2010-05。"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The ISO text. Raises ValidationError for what is no date."""
        text: str = super().clean(value)
        if not text:
            return ""
        match = _COMPACT.fullmatch(text) or _LOOSE.fullmatch(text)
        if match is None:
            raise ValidationError(_("请写成 2010-05-01；不知道日的写 2010-05。"))
        iso = "-".join(part.zfill(2) for part in match.groups() if part)
        partial_dates.validate(iso)
        return iso


class DayField(forms.DateField):
    """A whole day, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
