"""What cannot be true together in a unit's row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from zhengyou.census.rules.findings import ERASE, Finding, Reading, error, say, warning
from zhengyou.census.rules.words import Reader, choice, plain
from zhengyou.standards import Enum
from zhengyou.workbooks.cells import Cell

ORGANISATION_FACTS: Final = (
    *(
        "org_level",
        "founded",
        "parent_org",
        "last_election",
        "term_ends",
        "secretary",
        "secretary_birth",
        "secretary_education",
    ),
    *("secretary_post", "secretary_phone", "secretary_source", "deputy", "deputy_full_time", "workers_full"),
    "workers_part",
)
_PARTS: Final = (
    ("members_formal", "members_total_in", say("正式党员数大于党员总数，请核对。")),
    ("members_probation", "members_total_in", say("预备党员数大于党员总数，请核对。")),
    ("employees_u35", "employees", say("35岁以下职工数大于从业人员数，请核对。")),
    ("tech_staff", "employees", say("专业技术人员数大于从业人员数，请核对。")),
    ("members_mid", "members_total_in", say("中层以上党员数大于党员总数，请核对。")),
    ("members_tech", "members_total_in", say("技术骨干党员数大于党员总数，请核对。")),
    ("members_front", "members_total_in", say("一线党员数大于党员总数，请核对。")),
)
SUPERIOR: Final = "parent_org"
"""Ledgers name the committee above for units without an organisation too: whoever looks after them."""
_NEEDS_ORGANISATION: Final = ("org_name", "form", *(key for key in ORGANISATION_FACTS if key != SUPERIOR))
JUDGED: Final = (
    *dict.fromkeys(key for part, whole, _ in _PARTS for key in (part, whole)),
    *("has_org", "no_org_reason", "instructor", "union_", "union_members", "league", "league_members"),
    *("owner_is_secretary", "owner_politics", "deputy_full_time", "workers_full", "workers_part"),
)
"""Fields whose values can contradict one another."""
PRESENT: Final = ("instructor_name", SUPERIOR, *(key for key in _NEEDS_ORGANISATION if key not in JUDGED))
"""Fields that contradict others by being there, whatever they say."""
CONCLUDED_FROM: Final = ("form", "no_org_reason")
"""Fields that say whether there is an organisation where the row leaves that open."""
_MOST_JUDGED: Final = 20_000


class Formed(NamedTuple):
    """是否建立党组织 that says how: 单独组建, 联合建立. form: code of `form`."""

    form: str


def founded_reader(yes_no: Reader, forms: Enum) -> Reader:
    """Reads yes and no, and how an organisation was formed in place of yes."""

    def read(value: Cell) -> Reading:
        if isinstance(value, str) and (form := choice(plain(value), forms)):
            return Reading(Formed(form))
        return yes_no(value)

    return read


def conclusions(said: Mapping[str, Any]) -> Iterator[tuple[str, Any, Finding]]:
    """What a row says without saying it: (field, value, warning) for each.

    How an organisation was formed says that there is one; why there is none says that there is none. said: by field key,
    all that the row says, what it erases too.
    """
    if "has_org" in said:
        return
    if "form" in said and "no_org_reason" not in said:
        message = say("没有填“是否建立党组织”，填了组建形式，按已建立登记，请核对。")
        yield "has_org", True, warning("has_org_concluded", message, "form")
    elif "no_org_reason" in said and _of_organisation(said) is None:
        message = say("没有填“是否建立党组织”，填了未建立的原因，按未建立登记，请核对。")
        yield "has_org", False, warning("has_org_concluded", message, "no_org_reason")


def contradictions(said: Mapping[str, Any]) -> Iterator[Finding]:
    """The contradictions between the values of one row; unknown ones contradict nothing.

    said: by field key, without those erased.
    """
    yield from _counts(said)
    yield from _organisation(said)
    yield from _doubts(said)


class Contradictions:
    """The contradictions of many rows, by column; rows that say the same are judged once."""

    def __init__(self) -> None:
        self._judged: dict[tuple[Any, ...], tuple[Finding, ...]] = {}

    def of(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[int, tuple[Finding, ...]]]:
        """(place, contradictions) of the rows that have any. columns: values by field key."""
        names = [key for key in (*JUDGED, *PRESENT) if key in columns]
        judged = [
            [None if value is ERASE else value for value in columns[key]] for key in names if key in JUDGED
        ]
        present = [
            [None if value is None or value is ERASE else True for value in columns[key]]
            for key in names
            if key in PRESENT
        ]
        if len(self._judged) > _MOST_JUDGED:
            self._judged.clear()
        for place, values in enumerate(zip(*judged, *present, strict=True)):
            found = self._judged.get(values)
            if found is None:
                said = {key: value for key, value in zip(names, values, strict=True) if value is not None}
                found = self._judged[values] = tuple(contradictions(said))
            if found:
                yield place, found


def _counts(said: Mapping[str, Any]) -> Iterator[Finding]:
    for part, whole, message in _PARTS:
        if part in said and whole in said and said[part] > said[whole]:
            yield error("part_exceeds_whole", message, part)
    if all(key in said for key in ("members_total_in", "members_formal", "members_probation")):
        parts = said["members_formal"] + said["members_probation"]
        together = max(said["members_formal"], said["members_probation"])
        if parts > said["members_total_in"] >= together:
            message = say("正式党员和预备党员加起来大于党员总数，请核对。")
            yield error("part_exceeds_whole", message, "members_total_in")
        elif parts < said["members_total_in"]:
            message = say("正式党员和预备党员加起来小于党员总数，请核对。")
            yield warning("parts_below_whole", message, "members_total_in")


def _of_organisation(said: Mapping[str, Any]) -> str | None:
    """A field that tells of an organisation, None when the row tells of none; no full-time workers are none."""
    told = (key for key in _NEEDS_ORGANISATION if key in said and said[key] not in (0, False))
    return next(told, None)


def _organisation(said: Mapping[str, Any]) -> Iterator[Finding]:
    has_org, told = said.get("has_org"), _of_organisation(said)
    if has_org is False and told is not None:
        message = say("“是否建立党组织”填了否，又填了党组织的情况，请改其中一处。")
        yield error("organisation_denied", message, told)
        return
    if has_org is False and SUPERIOR in said:
        message = say("没有建立党组织，填的上级党组织没有登记。")
        yield warning("superior_without_organisation", message, SUPERIOR)
    if has_org is None and "no_org_reason" in said and told is not None:
        message = say("填了党组织的情况，又填了未建立的原因，请改其中一处。")
        yield error("reason_denied", message, "no_org_reason")
    if has_org is True and "no_org_reason" in said:
        yield error("reason_denied", "已建立党组织，就不应再填未建立的原因，请改其中一处。", "no_org_reason")


def _doubts(said: Mapping[str, Any]) -> Iterator[Finding]:
    if said.get("instructor") is False and "instructor_name" in said:
        yield warning(
            "instructor_denied", "填了没有选派指导员，又填了指导员姓名，请核对。", "instructor_name"
        )
    if said.get("union_") is False and said.get("union_members", 0) > 0:
        yield warning("count_denied", "填了没有工会，又填了人数，请核对。", "union_members")
    if said.get("league") is False and said.get("league_members", 0) > 0:
        yield warning("count_denied", "填了没有共青团，又填了人数，请核对。", "league_members")
    if said.get("has_org") is False and said.get("owner_is_secretary") is True:
        yield warning("secretary_denied", "没有党组织，出资人却兼任书记，请核对。", "owner_is_secretary")
    if said.get("owner_is_secretary") is True and said.get("owner_politics") not in (None, "cpc"):
        yield warning(
            "secretary_no_member", "出资人兼任书记，政治面貌却不是中共党员，请核对。", "owner_politics"
        )
    total, employees = said.get("members_total_in"), said.get("employees")
    if total is not None and employees is not None and total > employees:
        yield warning("more_members_than_staff", "党员总数大于从业人员数，请核对。", "members_total_in")
