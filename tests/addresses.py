"""For each address with arguments: which row lies inside the county office's scope, and which outside everybody's in OUTSIDE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world import NOW, World
from zhengyou.analytics import snapshots
from zhengyou.analytics.actions import freezing
from zhengyou.analytics.actions.following import follow
from zhengyou.campaigns.actions import editions, visits
from zhengyou.campaigns.models import (
    CalendarEntry,
    ContactPoint,
    Conveyance,
    ConveyanceDirective,
    Overlap,
    Phase,
    Receipt,
    Task,
)
from zhengyou.campaigns.tests import document_matter, matter
from zhengyou.campaigns.tests.cascading import campaign, directive
from zhengyou.census.models import (
    Disagreement,
    ImportBatch,
    KeptLayout,
    LayoutExport,
    Likeness,
    Merge,
    RegisterEntry,
    Transfer,
    Unit,
)
from zhengyou.jobs.models import Job
from zhengyou.organisations.models import Appointment, Reorganisation
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope
from zhengyou.web.subjects import Subject

Arguments = Callable[[World], dict[str, Any]]
OUTSIDE = ("county", "township", "organisation_dept", "department", "secretary", "instructor", "stranger")
"""Those whose scope does not reach the neighbour's rows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Arguments inside the scope; outside it, None where every signed-in person meets the same page."""

    inside: Arguments
    outside: Arguments | None = None


def unit(world: World) -> dict[str, Any]:
    return {"pk": world.unit["foundry"].pk}


def other_unit(world: World) -> dict[str, Any]:
    return {"pk": world.unit["neighbour"].pk}


def member(world: World) -> dict[str, Any]:
    return {"pk": world.member["li"].pk}


def other_member(world: World) -> dict[str, Any]:
    return {"pk": world.member["neighbour"].pk}


def organisation(world: World) -> dict[str, Any]:
    return {"pk": world.organisation["branch"].pk}


def other_organisation(world: World) -> dict[str, Any]:
    return {"pk": world.organisation["neighbour_branch"].pk}


def place(world: World) -> dict[str, Any]:
    return {"code": "411302"}


def other_place(world: World) -> dict[str, Any]:
    return {"code": "411303"}


def person(key: str, **more: Any) -> Arguments:
    return lambda world: {"pk": world.person[key].pk, **more}


def appointment(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        held = Appointment.objects.across_all(because="the sweep looks for a sample")
        return {"pk": held.get(user=world.person[key]).pk}

    return arguments


def job(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        scope = world.scope(key)
        made = Job(
            kind="sample",
            title="样例",
            path=scope.path,
            created_by=scope.user_id,
            created_at=NOW,
            queued_at=NOW,
        )
        made.save()
        return {"pk": made.pk}

    return arguments


def batch(code: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        territory = world.place[code]
        made = ImportBatch(
            kind="units", territory=territory, path=territory.path, round=world.round, state="discarded",
            file_name="样例.xlsx", stored_as="missing.xlsx", sha256="0" * 64, actor="样例", uploaded_at=NOW,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def layout(code: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        made = KeptLayout(
            kind="units", territory=world.place[code], fingerprint=code, title="样例.xlsx", sheet="台账",
            columns=[], actor="样例", kept_at=NOW,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def layout_export(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        scope = world.scope(key)
        territory = world.place["411303" if key.startswith("neighbour") else "411302"]
        made = LayoutExport(
            kind="units", territory=territory, path=territory.path, file_name="样例.xlsx", user_id=scope.user_id,
            actor="样例", made_at=NOW,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def frozen_day(world: World) -> str:
    """The date of a snapshot; frozen by the first who asks."""
    day = world.round.as_of
    if snapshots.on(Scope.operator(), day) is None:
        while follow(at=NOW):
            continue
        freezing.freeze(day=day, title="样例", by=Scope.operator(), at=NOW)
    return day.isoformat()


def round_(world: World) -> dict[str, Any]:
    return {"pk": world.round.pk}


def request_of(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        made = Request(
            kind="too_much", subject_kind="form", subject="样例", text="太多", place=world.scope(key).path,
            asked_by=world.person[key], asked_at=world.round.opened_at, due_on=world.round.as_of,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def problem_of(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        path = world.scope(key).path
        made = Request(
            kind="problem", text="样例", wanted="样例", place=path, owed_by=path[:-4], asked_by=world.person[key],
            asked_at=NOW, due_on=world.round.as_of, held_due_on=world.round.as_of,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def disagreement(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        made = Disagreement(
            unit=world.unit[key], register="registration", field="reg_address", held="甲", said="乙",
            source="样例.xlsx", at=NOW,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def registered(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        unit = world.unit[key]
        day = world.round.as_of
        RegisterEntry(unit=unit, register="registration", as_of=day, fields={"name": day.isoformat()}).save()
        return {"pk": unit.pk, "field": "name"}

    return arguments


def transfer(member: str, target: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        held, branch = world.member[member], world.organisation[target]
        made = Transfer(
            member=held, from_branch=held.branch, from_unit=held.unit, from_place=held.place, to_branch=branch,
            to_place=branch.place, moved_on=world.round.as_of, source="样例", proposer="样例", proposed_at=NOW,
        )  # fmt: skip
        made.save()
        return {"pk": made.pk}

    return arguments


def difference(key: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        unit = world.unit[key]
        Unit.objects.across_all(because="the sweep looks for a sample").filter(pk=unit.pk).update(
            members_total_in=77
        )
        return {"key": f"counts-unit-{unit.pk}"}

    return arguments


TRANSFER = Sample(transfer("li", "neighbour_branch"), transfer("neighbour", "neighbour_branch"))


def likeness(first: str, second: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        one, two = world.unit[first], world.unit[second]
        made = Likeness(first=one, second=two, path=_common(one.path, two.path), weight=3.5, found_at=NOW)
        made.save()
        return {"pk": made.pk}

    return arguments


def merge(kept: str, removed: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        one, two = world.unit[kept], world.unit[removed]
        made = Merge(kept=one, removed=two, path=_common(one.path, two.path), at=NOW, actor="样例")
        made.save()
        return {"pk": made.pk}

    return arguments


def _common(one: str, two: str) -> str:
    return next(one[:end] for end in range(len(one), -1, -4) if two.startswith(one[:end]))


def sent(key: str, *, what: str = "receipt") -> Arguments:
    """A directive that the province issued and somebody's organisation received, conveyed; what: the row that is asked for."""

    def arguments(world: World) -> dict[str, Any]:
        organisation = world.organisation[key]
        issued = directive(world.place["410000"], title=f"样例 {key} {what}")
        received = Receipt(
            directive=issued, territory=organisation.territory, place=organisation.place, organisation=organisation,
            from_place=organisation.place[:12], sent_at=NOW, sent_by="样例",
        )  # fmt: skip
        received.save()
        held = Conveyance(
            territory=received.territory, place=received.place, organisation=organisation, held_on=world.round.as_of,
            how="meeting", missing=0, recorded_by="样例", recorded_at=NOW,
        )  # fmt: skip
        held.save()
        ConveyanceDirective(conveyance=held, directive=issued).save()
        return {"pk": {"receipt": received, "conveyance": held}[what].pk}

    return arguments


def issued_by(code: str) -> Arguments:
    return lambda world: {"pk": directive(world.place[code], title=f"样例 {code}").pk}


def calendar_entry(code: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        place = world.place[code]
        made = CalendarEntry(
            territory=place,
            place=place.path,
            kind="meeting",
            title="样例",
            starts_on=world.round.as_of,
            made_by="样例",
        )
        made.save()
        return {"pk": made.pk}

    return arguments


def phase(world: World) -> dict[str, Any]:
    Phase(
        campaign=campaign(),
        code="start",
        seq=1,
        name_zh="样例",
        name_en="Sample",
        starts_on=world.round.as_of,
    ).save()
    return {"code": "start"}


ENTRY = Sample(calendar_entry("411302"), calendar_entry("411303"))


def pair_of(code: str) -> Arguments:
    """Two clauses of a level's drafts that may ask the same."""

    def arguments(world: World) -> dict[str, Any]:
        first, second = (matter.directive(world, number, code=code, issued=False)[0] for number in (1, 2))
        held = Overlap(first=first, second=second, place=world.place[code].path, likeness=0.7)
        held.save()
        return {"pk": held.pk}

    return arguments


RECEIPT = Sample(sent("branch"), sent("neighbour_branch"))
DIRECTIVE = Sample(issued_by("411302"), issued_by("411303"))


def visited(key: str, unit: str, *, what: str = "visit") -> Arguments:
    """A visit by somebody of a level to a unit with a promise, or the leader's contact point there."""

    def arguments(world: World) -> dict[str, Any]:
        campaign()
        row, by = world.unit[unit], world.scope(key)
        if what == "contact":
            level = world.appointment[key].territory
            point = ContactPoint(
                territory=level, place=by.place, leader="样例", subject_kind="unit", subject_id=str(row.pk),
                subject=row.name, subject_place=row.path, valid_from=world.round.as_of,
            )  # fmt: skip
            point.save()
            return {"pk": point.pk}
        held = visits.record(
            kind="unit", subject_id=str(row.pk), subject=Subject(row.name, row.path), visited_on=world.round.as_of,
            visitor="样例", said="样例", promises=[visits.Promise("样例", None, world.round.as_of)], by=by, at=NOW,
        )  # fmt: skip
        task = Task.objects.across_all(because="the sweep looks for a sample").get(visit=held)
        return {"pk": held.pk if what == "visit" else task.pk}

    return arguments


FIGURE = Sample(
    lambda world: {"key": "due_rate", **place(world)}, lambda world: {"key": "due_rate", **other_place(world)}
)
TABLE = Sample(
    lambda world: {"number": "27", **place(world)}, lambda world: {"number": "27", **other_place(world)}
)
UNIT = Sample(unit, other_unit)
MEMBER = Sample(member, other_member)


def reorganised(code: str, line: str) -> Arguments:
    """A reorganisation of organisations in a place, of this line."""

    def arguments(world: World) -> dict[str, Any]:
        subject = world.organisation["branch"]
        row = Reorganisation(
            tree="organisation",
            kind="move",
            subject_id=subject.pk,
            subject=subject.name,
            place=world.place[code].path,
            line=line,
            on=NOW.date(),
            actor="测试",
            at=NOW,
        )
        row.save()
        return {"pk": row.pk}

    return arguments


ORGANISATION = Sample(organisation, other_organisation)
PLACE = Sample(place, other_place)
FROZEN = Sample(
    lambda world: {"day": frozen_day(world), **place(world)},
    lambda world: {"day": frozen_day(world), **other_place(world)},
)
JOB = Sample(job("county"), job("neighbour_county"))
PERSON = Sample(person("secretary"), person("neighbour_secretary"))
REORGANISED = Sample(reorganised("411302", "00000000"), reorganised("411303", "00000001"))

PROBLEM = Sample(problem_of("county"), problem_of("neighbour_county"))
LIKENESS = Sample(likeness("foundry", "due"), likeness("foundry", "neighbour"))
LAYOUT = Sample(layout("411302"), layout("411303"))
EXPORT = Sample(layout_export("county"), layout_export("neighbour_county"))
VISIT = Sample(visited("county", "foundry"), visited("neighbour_county", "neighbour"))
TASK = Sample(
    visited("county", "foundry", what="task"), visited("neighbour_county", "neighbour", what="task")
)
CONTACT = Sample(
    visited("county", "foundry", what="contact"), visited("neighbour_county", "neighbour", what="contact")
)
IMPORT = Sample(batch("411302"), batch("411303"))
REVEAL = Sample(
    lambda world: member(world) | {"what": "phone"}, lambda world: other_member(world) | {"what": "phone"}
)


def document(key: str, **more: Any) -> Arguments:
    """A county's draft that answers a directive of the province."""

    def arguments(world: World) -> dict[str, Any]:
        clauses = matter.directive(world, 2)
        made = document_matter.started(world, clauses, key)
        told = dict(more)
        if told.pop("clause", False):
            told["clause"] = clauses[0].pk
        return {"pk": made.pk, **told}

    return arguments


def edition(key: str, **more: Any) -> Arguments:
    """An edition of a county's draft."""

    def arguments(world: World) -> dict[str, Any]:
        made = document_matter.started(world, matter.directive(world, 2), key)
        kept = editions.keep(document=made, note="", by=world.scope(key), at=NOW)
        return {"pk": kept.pk, **more}

    return arguments


def answerable(code: str) -> Arguments:
    return lambda world: {"pk": matter.directive(world, 1, code=code)[0].directive_id}


def documents(**more: Any) -> Sample:
    return Sample(document("county", **more), document("neighbour_county", **more))


def editions_(**more: Any) -> Sample:
    return Sample(edition("county", **more), edition("neighbour_county", **more))


SAMPLES: dict[str, Sample] = {
    "jobs:page": JOB,
    "jobs:progress": JOB,
    "jobs:cancel": JOB,
    "slip": Sample(lambda world: {"secret": "guessed"}),
    "organisations:organisation": ORGANISATION,
    "organisations:correct": ORGANISATION,
    "organisations:reorganise": Sample(
        lambda world: organisation(world) | {"kind": "merge"},
        lambda world: other_organisation(world) | {"kind": "merge"},
    ),
    "organisations:reorganisation": REORGANISED,
    "organisations:reorganisation_reverse": REORGANISED,
    "organisations:territory_reorganise": Sample(
        lambda world: place(world) | {"kind": "move"}, lambda world: other_place(world) | {"kind": "move"}
    ),
    "organisations:close": ORGANISATION,
    "organisations:roll_complete": ORGANISATION,
    "organisations:reveal_phone": ORGANISATION,
    "organisations:territory": PLACE,
    "organisations:territory_add": PLACE,
    "organisations:territory_rename": PLACE,
    "organisations:territory_close": PLACE,
    "organisations:body_add": PLACE,
    "organisations:account": PERSON,
    "organisations:account_correct": PERSON,
    "organisations:role_add": PERSON,
    "organisations:account_reset": Sample(
        person("secretary", what="password"), person("neighbour_secretary", what="password")
    ),
    "organisations:account_switch": Sample(
        person("secretary", what="off"), person("neighbour_secretary", what="off")
    ),
    "organisations:appointment_end": Sample(appointment("secretary"), appointment("neighbour_secretary")),
    "organisations:security_deactivate": Sample(person("secretary")),
    "organisations:security_reactivate": Sample(person("secretary")),
    "requests:problem": PROBLEM,
    "requests:problem_hand_on": PROBLEM,
    "requests:problem_take_up": PROBLEM,
    "requests:problem_join": PROBLEM,
    "requests:problem_separate": PROBLEM,
    "requests:problem_settle": PROBLEM,
    "campaigns:task": TASK,
    "campaigns:task_correct": TASK,
    "campaigns:task_finish": TASK,
    "campaigns:task_drop": TASK,
    "campaigns:task_reopen": TASK,
    "campaigns:task_note": TASK,
    "campaigns:visit": VISIT,
    "campaigns:visit_promise": VISIT,
    "campaigns:contact_end": CONTACT,
    "campaigns:document_start": Sample(answerable("410000"), answerable("411303")),
    "campaigns:document": documents(),
    "campaigns:document_head": documents(),
    "campaigns:document_take_in": documents(),
    "campaigns:document_check": documents(),
    "campaigns:document_compose": documents(),
    "campaigns:document_answer": documents(clause=True),
    "campaigns:document_measure": documents(clause=True),
    "campaigns:document_step": documents(step="submit"),
    "campaigns:document_keep": documents(),
    "campaigns:document_compare": documents(),
    "campaigns:document_file": documents(kind="docx"),
    "campaigns:document_edition": editions_(),
    "campaigns:document_edition_take_back": editions_(),
    "campaigns:document_edition_file": editions_(kind="pdf"),
    "campaigns:receipt": RECEIPT,
    "campaigns:acknowledge": RECEIPT,
    "campaigns:convey": RECEIPT,
    "campaigns:send_on": RECEIPT,
    "campaigns:brief": RECEIPT,
    "campaigns:briefing_read": RECEIPT,
    "campaigns:conveyance_remove": Sample(
        sent("branch", what="conveyance"), sent("neighbour_branch", what="conveyance")
    ),
    "campaigns:phase": Sample(phase),
    "campaigns:entry": ENTRY,
    "campaigns:entry_remove": ENTRY,
    "campaigns:directive": DIRECTIVE,
    "campaigns:directive_facts": DIRECTIVE,
    "campaigns:directive_mend": DIRECTIVE,
    "campaigns:directive_issue": DIRECTIVE,
    "campaigns:directive_withdraw": DIRECTIVE,
    "campaigns:overlap_decide": Sample(pair_of("411302"), pair_of("411303")),
    "campaigns:directive_receipts": DIRECTIVE,
    "campaigns:acknowledge_for": DIRECTIVE,
    "requests:request": Sample(request_of("county"), request_of("neighbour_county")),
    "census:unit": UNIT,
    "census:unit_history": UNIT,
    "census:unit_reveal_phone": UNIT,
    "census:unit_correct": UNIT,
    "census:unit_transfer": UNIT,
    "census:unit_close": UNIT,
    "census:unit_reopen": UNIT,
    "census:unit_instructor": UNIT,
    "census:member": MEMBER,
    "census:member_history": MEMBER,
    "census:member_correct": MEMBER,
    "census:member_transfer": MEMBER,
    "census:member_close": MEMBER,
    "census:member_reopen": MEMBER,
    "census:member_reveal": REVEAL,
    "census:duplicate_of": UNIT,
    "census:duplicate": LIKENESS,
    "census:duplicate_merge": LIKENESS,
    "census:duplicate_apart": LIKENESS,
    "census:duplicate_again": LIKENESS,
    "census:merge_undo": Sample(merge("foundry", "due"), merge("foundry", "neighbour")),
    "census:round_close": Sample(round_),
    "census:round_missing": Sample(round_),
    "census:round_missing_export": Sample(round_),
    "census:import": IMPORT,
    "census:layout_rename": LAYOUT,
    "census:layout_forget": LAYOUT,
    "census:layout_export": EXPORT,
    "census:layout_export_file": EXPORT,
    "census:import_mapping": IMPORT,
    "census:import_heading": IMPORT,
    "census:import_check": IMPORT,
    "census:import_commit": IMPORT,
    "census:import_refused": IMPORT,
    "census:import_undo": IMPORT,
    "census:import_discard": IMPORT,
    "census:organisation_units": ORGANISATION,
    "census:organisation_members": ORGANISATION,
    "census:disagreement": Sample(disagreement("foundry"), disagreement("neighbour")),
    "census:register_wrong": Sample(registered("foundry"), registered("neighbour")),
    "census:transfer": TRANSFER,
    "census:transfer_release": TRANSFER,
    "census:transfer_refuse": TRANSFER,
    "census:transfer_withdraw": TRANSFER,
    "census:difference": Sample(difference("foundry"), difference("neighbour")),
    "coverage:unit": UNIT,
    "reports:overview": PLACE,
    "reports:overview_export": PLACE,
    "reports:statistics_of": PLACE,
    "reports:statistics_table": TABLE,
    "reports:statistics_keep": TABLE,
    "reports:statistics_export": TABLE,
    "reports:statistics_units": TABLE,
    "reports:statistics_units_export": TABLE,
    "reports:snapshot": Sample(lambda world: {"day": frozen_day(world)}),
    "reports:snapshot_of": FROZEN,
    "reports:snapshot_export": FROZEN,
    "reports:figure": FIGURE,
    "reports:figure_export": FIGURE,
    "reports:numbers_export": FIGURE,
    "reports:worklist": PLACE,
}
