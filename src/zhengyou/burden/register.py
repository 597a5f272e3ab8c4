"""Every field asked anywhere is a registered question: what, why, from whom, how long it takes, how often."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhengyou import standards


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    derived: the answer follows from other facts, so no form may ask it. dropped: the product never holds it.
    minutes: what one answer takes a practised person.
    """

    id: str
    label_zh: str
    label_en: str
    purpose: str
    purpose_en: str
    source: str
    minutes: Decimal
    cadence: str
    derived: bool = False
    dropped: bool = False

    @property
    def may_be_asked(self) -> bool:
        """Neither derived nor dropped."""
        return not (self.derived or self.dropped)


def register() -> dict[str, Question]:
    """All questions by id: those of the three fields tables, and those of the screens around them."""
    found: dict[str, Question] = {}
    for prefix, table in (
        ("unit", standards.load_unit_fields()),
        ("member", standards.load_member_fields()),
        ("organisation", standards.load_organisation_fields()),
    ):
        for field in (*table.fields, *table.places):
            found[f"{prefix}.{field.key.rstrip('_')}"] = Question(
                id=f"{prefix}.{field.key.rstrip('_')}",
                label_zh=field.label_zh,
                label_en=field.label_en,
                purpose=field.purpose,
                purpose_en=field.purpose_en,
                source=field.owner,
                minutes=field.minutes,
                cadence=field.cadence,
                derived=field.tier == "derived",
                dropped=field.tier == "drop",
            )
    for question in standards.load_questions():
        found[question.id] = Question(
            id=question.id,
            label_zh=question.label_zh,
            label_en=question.label_en,
            purpose=question.purpose_zh,
            purpose_en=question.purpose_en,
            source=question.source,
            minutes=question.minutes,
            cadence=question.cadence,
        )
    return found
