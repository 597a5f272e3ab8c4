"""Gathers what a document says: the demands of its directives, answers, and the measures of its level on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from zhengyou.campaigns.lifecycle import DirectiveState, TaskState
from zhengyou.campaigns.models import (
    Answer,
    Clause,
    Directive,
    ImplementationDocument,
    Passage,
    Phase,
    Task,
    TaskBody,
    TaskClause,
)
from zhengyou.campaigns.queries import bodies, clauses, documents
from zhengyou.campaigns.rules.document.checking import Finding, Window, check
from zhengyou.campaigns.rules.document.content import Content, Item, Measure, Part, Point
from zhengyou.organisations.models import Body

_PARTS = "the rows belong to a document that was read through the scope"
_LIVE = (TaskState.OPEN, TaskState.DONE)


@dataclass(frozen=True, slots=True)
class Gathered:
    """content, and the answers by clause as the database holds them (versions, earlier wordings).

    same: {demand: (title of the directive, key) of each further clause that asks the same}.
    """

    content: Content
    answers: dict[int, Answer]
    directives: list[Directive]
    same: dict[int, list[tuple[str, str]]]


def gather(document: ImplementationDocument, *, on: date) -> Gathered:
    """The document as it stands, in a number of queries that does not grow with it."""
    answered = documents.directives(document)
    ids = [one.pk for one in answered]
    held = {row.clause_id: row for row in Answer.objects.across_all(because=_PARTS).filter(document=document)}
    measures, loose = _measures(document, ids, on)
    asked = Clause.objects.across_all(because=_PARTS).filter(directive__in=ids, marked=True)
    rows = asked.values("pk", "key", "text", "directive_id", "passage_id", "start")
    ordered = sorted(rows, key=lambda row: (ids.index(row["directive_id"]), row["start"]))
    items = _items(ordered, clauses.same_groups(document.place), held, measures)
    passages = Passage.objects.across_all(because=_PARTS).filter(directive__in=ids).order_by("seq")
    parts: list[Part] = []
    for directive in ids:
        own = [row for row in passages if row.directive_id == directive]
        parts += _parts(own, items)
    content = Content(
        title=document.title,
        issuer=document.issuer,
        number=document.number,
        addressees=document.addressees,
        dated=document.dated,
        opening=document.opening,
        closing=document.closing,
        directives=tuple((one.pk, one.title) for one in answered),
        parts=tuple(parts),
        loose=loose,
    )
    titles = dict(content.directives)
    named = {row["pk"]: (titles[row["directive_id"]], row["key"]) for row in ordered}
    same = {one.id: [named[clause] for clause in one.clauses[1:]] for one in content.items()}
    return Gathered(content, held, answered, same)


def findings(document: ImplementationDocument, gathered: Gathered) -> list[Finding]:
    """What the check finds (rules.document.checking)."""
    withdrawn = [one.title for one in gathered.directives if one.state == DirectiveState.WITHDRAWN]
    return check(gathered.content, window=_window(document, gathered.directives), withdrawn=withdrawn)


def _window(document: ImplementationDocument, answered: Sequence[Directive]) -> Window:
    """From the earliest of directive and campaign to the end of the last phase; a phase without end leaves it open."""
    phases = Phase.objects.across_all(because="the campaign is the same for everyone").filter(
        campaign=document.campaign_id
    )
    ends = list(phases.values_list("ends_on", flat=True))
    begins = [document.campaign.starts_on, *(one.dated for one in answered if one.dated)]
    last = max((day for day in ends if day), default=None)
    return Window(min(begins), None if None in ends else last)


def _items(
    rows: Iterable[Any],
    groups: dict[int, frozenset[int]],
    held: dict[int, Answer],
    measures: dict[int, list[Measure]],
) -> dict[int, list[Item]]:
    """{passage: its demands}; those that ask the same stand once, where the first of them stands."""
    members: dict[int, list[Any]] = {}
    lead_of: dict[int, int] = {}
    for row in rows:
        group = groups.get(row["pk"], frozenset())
        lead = next((lead_of[other] for other in sorted(group) if other in lead_of), row["pk"])
        lead_of[row["pk"]] = lead
        members.setdefault(lead, []).append(row)
    found: defaultdict[int, list[Item]] = defaultdict(list)
    for same in members.values():
        first = same[0]
        ids = tuple(row["pk"] for row in same)
        own = {one.task: one for clause in ids for one in measures.get(clause, ())}
        said = next((held[clause] for clause in ids if clause in held and _says(held[clause])), None)
        found[first["passage_id"]].append(
            Item(
                clauses=ids,
                directive=first["directive_id"],
                key=first["key"],
                asked=first["text"],
                text=said.text if said else "",
                excused=said.excused if said else "",
                measures=tuple(own.values()),
            )
        )
    return found


def _says(answer: Answer) -> bool:
    return bool(answer.text.strip() or answer.excused.strip())


def _parts(passages: Sequence[Passage], items: dict[int, list[Item]]) -> list[Part]:
    """The passages of one directive as parts with their points; those that ask for nothing are left out."""
    points: defaultdict[str, list[Point]] = defaultdict(list)
    for row in passages:
        if row.kind == Passage.Kind.POINT and items.get(row.pk):
            points[row.key.rpartition(".")[0]].append(Point(row.heading, tuple(items[row.pk]), row.number))
    return [
        Part(
            directive=row.directive_id,
            kind=row.kind,
            number=row.number,
            heading=row.heading,
            items=tuple(items.get(row.pk, ())),
            points=tuple(points[row.key]),
        )
        for row in passages
        if row.kind != Passage.Kind.POINT and (items.get(row.pk) or points[row.key])
    ]


def _measures(
    document: ImplementationDocument, directives: Sequence[int], on: date
) -> tuple[dict[int, list[Measure]], tuple[Measure, ...]]:
    """({clause: measures of the level on it}, those of the level that answer no clause at all)."""
    own = Task.objects.across_all(because=_PARTS).filter(
        place=document.place, campaign=document.campaign_id, state__in=_LIVE
    )
    tasks = {task.pk: task for task in own.order_by("due_on", "id")}
    links = TaskClause.objects.across_all(because=_PARTS).filter(task__in=own)
    tied: defaultdict[int, set[int]] = defaultdict(set)
    anywhere = set()
    for task, clause, directive in links.values_list("task_id", "clause_id", "clause__directive_id"):
        anywhere.add(task)
        if directive in directives:
            tied[clause].add(task)
    taking_part: defaultdict[int, list[TaskBody]] = defaultdict(list)
    parts = TaskBody.objects.across_all(because=_PARTS).filter(task__in=own)
    for part in parts.select_related("body__territory"):
        taking_part[part.task_id].append(part)
    offices = bodies.offices_counted([document.territory_id], on=on)
    known = {pk: _measure(task, taking_part[pk], offices, on) for pk, task in tasks.items()}
    loose = tuple(
        known[pk]
        for pk, task in tasks.items()
        if pk not in anywhere and task.origin != Task.Origin.VISIT and task.state == TaskState.OPEN
    )
    return {clause: [known[pk] for pk in known if pk in ids] for clause, ids in tied.items()}, loose


def _measure(task: Task, parts: Iterable[TaskBody], offices: Mapping[int, int], on: date) -> Measure:
    """All offices below are named together, as in the matrix; in Chinese, whoever opens the document."""
    taking: defaultdict[str, list[Body]] = defaultdict(list)
    for one in sorted(parts, key=lambda part: bodies.order(part.body)):
        taking[one.part].append(one.body)
    with translation.override(settings.LANGUAGE_CODE):
        named = {part: tuple(bodies.named(taking[part], offices=offices)) for part in TaskBody.Part.values}
    closed = [
        one.name for one in taking[TaskBody.Part.LEADS] if one.valid_to is not None and one.valid_to <= on
    ]
    return Measure(
        task=task.pk,
        title=task.title,
        leads=named[TaskBody.Part.LEADS],
        assists=named[TaskBody.Part.ASSISTS],
        informed=named[TaskBody.Part.INFORMED],
        starts_on=task.starts_on,
        due_on=task.due_on,
        done_when=task.done_when,
        gone=tuple(closed),
    )
