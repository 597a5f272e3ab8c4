"""What the columns of a workbook mean: one drop-down for each, and one more for the unit of measure of money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhengyou.census.queries import words
from zhengyou.census.queries.columns import Column, Sheet
from zhengyou.web.forms import QuestionForm

NOT_TAKEN: Final = "-"
UNITS: Final = ("元", "千元", "万元", "百万元", "亿元")
_UNIT: Final = "unit"


class Line(NamedTuple):
    """A column with its drop-downs; `unit` only where it may hold money."""

    column: Column
    meaning: forms.BoundField
    unit: forms.BoundField | None


class MappingForm(QuestionForm):
    """No facts are asked, only what the columns mean. Fields are made from the file: `sheet!C` and `sheet!C!unit`."""

    asks = "import"

    label = _("“%(header)s”列导入为")
    left_out = _("不导入这一列")

    def __init__(self, *args: Any, sheets: Sequence[Sheet], choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        for column in self._columns():
            name = column.header or column.column
            self.fields[_name(column)] = forms.ChoiceField(
                label=self.label % {"header": name},
                choices=_choices(column, choices, self.left_out),
                initial=column.field or NOT_TAKEN,
                required=False,
            )
            if column.money:
                self.fields[_name(column, _UNIT)] = forms.ChoiceField(
                    label=_text("“%(header)s”列的计量单位") % {"header": name},
                    choices=_units(column),
                    required=False,
                )

    def _columns(self) -> list[Column]:
        return [column for sheet in self.sheets for column in sheet.columns]

    def of_sheets(self) -> list[tuple[Sheet, list[Line], list[Line]]]:
        """(sheet, lines to look at, the others)."""
        found = []
        for sheet in self.sheets:
            lines = [self._line(column) for column in sheet.columns]
            first = [line for line in lines if line.column.wants_a_look]
            found.append((sheet, first, [line for line in lines if not line.column.wants_a_look]))
        return found

    def _line(self, column: Column) -> Line:
        return Line(column, self[_name(column)], self[_name(column, _UNIT)] if column.money else None)

    def chosen(self) -> dict[tuple[str, str], str | None]:
        """{(sheet, letter): field or None} of every column: the person saw them all."""
        return {
            (column.sheet, column.column): None if text in {"", NOT_TAKEN} else text
            for column in self._columns()
            if (text := self.cleaned_data.get(_name(column), NOT_TAKEN)) is not None
        }

    def units(self) -> dict[tuple[str, str], Any]:
        """{(sheet, letter): unit of measure} where the person chose one."""
        return {
            (column.sheet, column.column): unit
            for column in self._columns()
            if column.money and (unit := self.cleaned_data.get(_name(column, _UNIT)))
        }


class FillingForm(MappingForm):
    """The same the other way round: what goes into the columns of a form that somebody sent."""

    label = _("“%(header)s”列填入")
    left_out = _("空着")


class HeadingForm(QuestionForm):
    """In which row the heading stands."""

    asks = "import"
    tools = {"row": "points at a row of the file; asks for no fact"}

    row = forms.TypedChoiceField(label=_("表头在哪一行"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, rows: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [  # type: ignore[attr-defined]
            (row, _text("第 %(row)s 行") % {"row": row}) for row in rows
        ]


def _name(column: Column, *more: str) -> str:
    """The drop-down's name. The letter is unique within a sheet only."""
    return "!".join((column.sheet, column.column, *more))


def _choices(column: Column, choices: list[Any], left_out: Any) -> list[Any]:
    """What fits best stands first."""
    own = ((column.field, column.label),) if column.field else ()
    likely = list(dict.fromkeys((*own, *column.alternatives)))
    keys = {key for key, _label in likely}
    found: list[Any] = [(_text("最可能的"), likely)] if likely else []
    found.append((NOT_TAKEN, left_out))
    for group, fields in choices:
        others = [(key, label) for key, label in fields if key not in keys]
        if others:
            found.append((words.group(group), others))
    return found


def _units(column: Column) -> list[tuple[str, str]]:
    said = column.unit or column.table_unit
    first = _text("按表中写的：%(unit)s") % {"unit": said} if said else _text("没有写明，按万元")
    return [("", first), *((unit, unit) for unit in UNITS)]
