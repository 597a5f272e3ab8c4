"""Which core facts of a unit are expected to be known: what does not apply to a unit is not missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhengyou import standards
from zhengyou.standards import Field

BUSINESSES: Final = frozenset({"enterprise", "individual"})

# Remarks and awards are told when there are any. The owner's politics need the owner's consent, so nobody is asked to chase them.
NEVER_MISSING: Final = frozenset({"progress", "honours", "surveyed_on", "owner_politics"})
# field: (attribute that decides, values with which the field applies)
WHEN: Final[Mapping[str, tuple[str, frozenset[Any]]]] = {
    "ownership_type": ("org_kind", BUSINESSES),
    "industry_code": ("org_kind", BUSINESSES),
    "condition": ("org_kind", BUSINESSES),
    "revenue": ("org_kind", BUSINESSES),
    "employees": ("org_kind", BUSINESSES),
    "owner_is_secretary": ("has_org", frozenset({True})),
    "form": ("has_org", frozenset({True})),
    "no_org_reason": ("has_org", frozenset({False})),
    "instructor": ("has_org", frozenset({False})),
    "instructor_name": ("instructor", frozenset({True})),
}


def attribute(field: Field) -> str:
    """The model's attribute of a field: `union_` is held as `union`."""
    return field.key.rstrip("_")


def expected() -> tuple[Field, ...]:
    """The core fields that a unit itself answers for and that may be missing, in the standard's order."""
    fields = standards.load_unit_fields().core
    return tuple(field for field in fields if field.owner == "unit" and field.key not in NEVER_MISSING)


def wants_assets() -> tuple[str, ...]:
    """Prefixes of the industries whose size hangs on assets: only they are asked for them."""
    rows = standards.load_sizes().by_prefix
    return tuple(
        sorted(
            prefix for prefix, row in rows.items() if any(bounds.metric == "assets" for bounds in row.bounds)
        )
    )


def missing(facts: Mapping[str, Any]) -> list[Field]:
    """The expected fields that are unknown. facts: by attribute, None and '' are unknown."""
    return [
        field for field in expected() if facts.get(attribute(field)) in (None, "") and applies(field, facts)
    ]


def applies(field: Field, facts: Mapping[str, Any]) -> bool:
    """Whether the fact makes sense for this unit as far as is known."""
    if field.key == "assets":
        return str(facts.get("industry_code") or "").startswith(wants_assets())
    condition = WHEN.get(field.key)
    return condition is None or facts.get(condition[0]) in condition[1]
