"""Form fields made from the fields tables: label, help (what for), type, choices and limits stand there, not here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.queries import words
from zhengyou.census.rules.expected import attribute
from zhengyou.census.rules.words import half_width
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.forms.fields import DayField, EnumField, PartialDateInput, YesNoField
from zhengyou.partial_dates import PartialDateField
from zhengyou.standards import Field
from zhengyou.standards.rules import credit_code, industry
from zhengyou.web.forms import QuestionForm

F = TypeVar("F", bound=type[QuestionForm])
LONG: Final = 200  # texts that may be longer get a box of several lines
LARGEST_COUNT: Final = 2_147_483_647
ERASE: Final = "清空"


class SealedField(forms.CharField):
    """A personal number. What is held is never shown whole: an empty answer leaves it, 清空 erases it."""

    held = ""  # masked, for the help

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        """Nothing of what is held; what the person typed."""
        return "" if isinstance(value, Sealed) else value

    def show_held(self, key: str, plain: str) -> None:
        """Says what is held, masked."""
        if plain:
            self.held = words.masked(key, plain)
            note = _("已登记 %(held)s；不改就空着，要删去就写“清空”。") % {"held": self.held}
            self.help_text = f"{self.help_text} {note}"

    def answer(self, text: str, held: str) -> str:
        """What is to be held after an answer."""
        return held if not text else "" if text == ERASE else text


class CreditCodeField(forms.CharField):
    """A unified social credit code, written with or without blanks. A wrong check digit alone is no error here."""

    def clean(self, value: Any) -> str:
        """The code as it is held. Raises ValidationError for what can be no code."""
        text: str = super().clean(value)
        if not text:
            return ""
        checked = credit_code.check(text)
        if checked.state == "refused":
            raise ValidationError(checked.message_en if words.language() == "en" else checked.message_zh)
        return checked.code


class IndustryField(forms.CharField):
    """An industry by code or name; suggestions come from the standard."""

    def clean(self, value: Any) -> str:
        """The code. Raises ValidationError for an unknown industry."""
        text: str = super().clean(value)
        if not text:
            return ""
        found = industry.parse(text, standards.load_industries())
        if found is None:
            raise ValidationError(
                _("没有这个行业。请写国民经济行业分类的代码或名称，例如 C33 或 金属制品业。")
            )
        return found.code

    def prepare_value(self, value: Any) -> Any:
        """A held code with its name."""
        return (
            words.industry(value) if isinstance(value, str) and value.isalnum() and value.isascii() else value
        )


def plainly(value: Any) -> Any:
    """A number as people write it: 1,200 or １２００ is 1200."""
    return half_width(value).replace(",", "").replace(" ", "") if isinstance(value, str) else value


class CountField(forms.IntegerField):
    """A count. A text field with a number pad: turning the wheel of the mouse must not change a fact."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """The count; None for unknown."""
        return super().to_python(plainly(value))


class AmountField(forms.DecimalField):
    """An amount, likewise."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        """The amount; None for unknown."""
        return super().to_python(plainly(value))

    def prepare_value(self, value: Any) -> Any:
        """Without zeros at the end."""
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class SuggestingInput(forms.TextInput):
    """A text field with a list of suggestions in the page itself."""

    template_name = "census/widgets/suggesting.html"

    def __init__(self, suggestions: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The field with its list."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = list(self.suggestions())
        return context


def industries() -> Iterable[str]:
    """Sections and divisions, as they are written in the field."""
    table = standards.load_industries()
    yield from (f"{code} {name}" for code, name in table.sections.items())
    yield from (f"{table.section_of[code]}{code} {name}" for code, name in table.divisions.items())


def asks_facts(
    fields: Iterable[Field], *, model: type[models.Model], elsewhere: frozenset[str] = frozenset()
) -> Callable[[F], F]:
    """Class decorator: the form asks these fields of the table, in their order, before its own.

    A field that costs nobody a minute comes from another authority's file and is not asked.
    elsewhere: keys that the form declares itself or leaves to another page.
    """

    def decorate(form: F) -> F:
        made = {
            attribute(one): form_field(one, model)
            for one in fields
            if one.minutes and one.key not in elsewhere and attribute(one) not in form.declared_fields
        }
        form.declared_fields = {**made, **form.declared_fields}
        form.base_fields = {**made, **form.base_fields}
        return form

    return decorate


def form_field(one: Field, model: type[models.Model]) -> forms.Field:
    """The form field of one field of the table."""
    said: dict[str, Any] = {
        "label": lazily(words.label, one),
        "help_text": lazily(purpose, one),
        "required": False,
    }
    column = model._meta.get_field(attribute(one))
    if one.enum:
        return EnumField(one.enum, **said)
    special = _SPECIAL.get(one.key)
    if special is not None:
        return special(said)
    if one.key.endswith("phone"):
        said.pop("required")
        return SealedField(max_length=60, **said)
    return _by_column(one, column, said)


_SPECIAL: Final[dict[str, Callable[[dict[str, Any]], forms.Field]]] = {
    "uscc": lambda said: CreditCodeField(max_length=40, **said),
    "industry_code": lambda said: IndustryField(max_length=80, widget=SuggestingInput(industries), **said),
}


def _by_column(one: Field, column: Any, said: dict[str, Any]) -> forms.Field:
    if isinstance(column, models.BooleanField):
        return YesNoField(**said)
    if isinstance(column, models.PositiveIntegerField):
        return CountField(min_value=0, max_value=LARGEST_COUNT, **said)
    if isinstance(column, models.DecimalField):
        return AmountField(
            min_value=0, max_digits=column.max_digits, decimal_places=column.decimal_places, **said
        )
    if isinstance(column, PartialDateField):
        return PartialDateInput(**{**said, "help_text": lazily(dated, one)})
    if isinstance(column, models.DateField):
        return DayField(**said)
    widget = forms.Textarea(attrs={"rows": 3}) if column.max_length > LONG else forms.TextInput()
    return forms.CharField(max_length=column.max_length, widget=widget, **said)


def purpose(one: Field) -> str:
    """What the fact is for, in one line."""
    return one.purpose_en if words.language() == "en" else f"{one.purpose}。"


def lazily(tell: Callable[[Field], str], one: Field) -> Promise:
    """A text about a field in the language of whoever reads it."""
    return lazy(lambda: tell(one), str)()  # type: ignore[return-value]


def dated(one: Field) -> str:
    """What a date is for and how it is written."""
    return f"{purpose(one)} {_('例如 2010-05-01；不知道日的写 2010-05。')}"
