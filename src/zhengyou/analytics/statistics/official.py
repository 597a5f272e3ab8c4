"""The facts that the official tables are counted from, and what is judged of each unit from them.

Two relations: `official` holds the facts as they stand, `judged` what follows for one unit. NULL and '' are unknown all the
way: what hangs on an unknown fact is NULL, never false.
"""

from __future__ import annotations

from typing import cast

import ibis
from ibis.expr.types import BooleanValue, Table

OFFICIAL, JUDGED = "official", "judged"
COLUMNS: dict[str, tuple[str, str]] = {  # name: (type, attribute of UnitCoverage)
    "unit": ("int64", "unit_id"),
    "population": ("string", "population"),
    "operating": ("boolean", "operating"),
    "qualifies": ("boolean", "qualifies"),
    "full_members": ("int64", "full_members"),
    "org_kind": ("string", "unit__org_kind"),
    "ownership_type": ("string", "unit__ownership_type"),
    "ownership_control": ("string", "unit__ownership_control"),
    "employees": ("int64", "unit__employees"),
    "owner_politics": ("string", "unit__owner_politics"),
    "owner_is_secretary": ("boolean", "unit__owner_is_secretary"),
    "members_total_in": ("int64", "unit__members_total_in"),
    "members_formal": ("int64", "unit__members_formal"),
    "members_probation": ("int64", "unit__members_probation"),
    "members_out": ("int64", "unit__members_out"),
    "has_org": ("boolean", "unit__has_org"),
    "no_org_reason": ("string", "unit__no_org_reason"),
    "form": ("string", "unit__form"),
    "organisation": ("int64", "unit__organisation_id"),
    "org_level": ("string", "unit__organisation__level"),
    "instructor": ("boolean", "unit__instructor"),
    "instructor_name": ("string", "unit__instructor_name"),
    "instructor_employer": ("string", "unit__instructor_employer"),
    "instructor_account": ("int64", "unit__instructor_account_id"),
}
JOINT_FORMS = ("joint", "grid", "industry", "hosted")


def _known() -> Table:
    """Empty text is no text."""
    facts = ibis.table({name: kind for name, (kind, _attribute) in COLUMNS.items()}, name=OFFICIAL)
    texts = (
        "org_kind",
        "population",
        "ownership_type",
        "ownership_control",
        "owner_politics",
        "no_org_reason",
        "form",
        "org_level",
        "instructor_name",
    )
    return facts.mutate(**{name: facts[name].nullif("") for name in texts})


def judgements() -> Table:
    """What is judged of each unit, over `official`."""
    one = _known()
    # A Party group is no organisation of its own: a unit that has only a group counts among those without.
    group = (one.org_level == "group").fill_null(False)
    established = one.has_org & ~group
    without = ~established
    form = one.form.coalesce(ibis.cases((one.org_level == "joint_branch", "joint")))
    own = established & (form == "own")
    joint = established & form.isin(JOINT_FORMS)
    # Members whose relations are here, and those who did not move theirs. What is known bounds the number from below.
    here = one.members_total_in.coalesce(one.members_formal + one.members_probation)
    at_least = ibis.coalesce(here, one.members_formal, one.full_members, 0)
    unmoved = one.members_out
    any_member = ibis.ifelse(at_least + unmoved.fill_null(0) >= 1, True, here + unmoved >= 1)
    # Units without an organisation, by what is counted; where a number is missing, by the reason that was stated.
    due = ibis.cases(
        (one.qualifies.notnull(), one.qualifies),
        (~any_member, False),
        (one.no_org_reason == "due_not_founded", True),
        (one.no_org_reason.isin(("few_members", "no_members")), False),
    )
    none = ibis.cases(
        (one.qualifies, False),
        (any_member.notnull(), ~any_member),
        (one.no_org_reason == "no_members", True),
        (one.no_org_reason.isin(("few_members", "due_not_founded")), False),
    )
    return one.select(
        "unit",
        "population",
        "operating",
        "qualifies",
        "org_kind",
        "ownership_type",
        "ownership_control",
        "employees",
        "owner_politics",
        "owner_is_secretary",
        "has_org",
        "org_level",
        "instructor",
        group=one.has_org & group,
        established=established,
        without=without,
        form=form,
        own=own,
        own_committee=own & (one.org_level == "committee"),
        own_general=own & (one.org_level == "general_branch"),
        own_branch=own & (one.org_level == "branch"),
        joint=joint,
        joint_three=joint & ibis.ifelse(at_least >= 3, True, here >= 3),
        branch=ibis.cases(
            (one.org_level.isin(("branch", "joint_branch")), one.organisation.cast("string")),
        ),
        in_branch=joint & one.org_level.isin(("branch", "joint_branch")),
        due=without & due,
        few=without & ~due & ~none,
        none=without & none,
        here=here,
        unmoved=unmoved,
        members=at_least + unmoved.fill_null(0),
        members_complete=here.notnull() & unmoved.notnull(),
        person=ibis.cases(
            (
                one.instructor_name.notnull(),
                one.instructor_name.concat("|", one.instructor_employer),
            ),
            (one.instructor_account.notnull(), one.instructor_account.cast("string")),
        ),
    )


facts = ibis.table(judgements().schema(), name=JUDGED)
"""The judgements as a relation of its own: what rows, columns, lacks and identities are declared over."""

EVERY = ibis.literal(True)


def unsaid(condition: BooleanValue) -> BooleanValue:
    """Whether it cannot be said. Not "x IS NULL": `~y IS NULL` is written without the brackets that it needs."""
    return cast(BooleanValue, condition.fill_null(True) & ~condition.fill_null(False))
