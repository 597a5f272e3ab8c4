"""Answers to "where is it?": for one unit that a round has not seen, or for many at once. All of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.actions import sightings
from zhengyou.census.actions import units as single
from zhengyou.census.models import MissingUnit, Round, Sighting, Unit
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web import people
from zhengyou.web.errors import Conflict, Forbidden, Refused

Answer = MissingUnit.Answer
State = MissingUnit.State
MOST: Final = 500  # ticked at once; a page shows fewer
_BECAUSE: Final = "the units were read through the scope and are locked"
_ROUNDS: Final = "a round is the same for the whole province"


@transaction.atomic
def closed(
    *, round: Round, units: Iterable[int], reason: str, on: date, by: Scope, at: datetime,
    shown_at: datetime | None = None,
) -> int:  # fmt: skip
    """They exist no longer: closes them with reason (code of closing_reason) and date. Returns how many.

    shown_at: when the list was shown; whatever others answered since is not written over. Raises Conflict (somebody was
    faster, the round is over), Refused (nothing ticked, a unit outside the scope, a day in the future), Forbidden.
    """
    rows = _lock(round, units, by, shown_at)
    for row in rows:
        single.close(unit=row, on=on, reason=reason, version=row.version, by=by, at=at)
    return _record(round, rows, by, at, answer=Answer.CLOSED, state=State.DONE)


@transaction.atomic
def moved(
    *, round: Round, units: Iterable[int], territory: Territory | None, where: str, on: date | None, by: Scope,
    at: datetime, shown_at: datetime | None = None,
) -> int:  # fmt: skip
    """They went elsewhere: to a territory inside the scope from a day on, or to a place named in words.

    The latter goes onto the list of the office above, which alone reaches both places. Raises as `closed` does.
    """
    rows = _lock(round, units, by, shown_at)
    if territory is None:
        if not where.strip():
            raise Refused(_("请选择迁往哪里；在您负责的范围以外的，写明地方。"))
        return _record(
            round, rows, by, at, answer=Answer.MOVED, state=State.HANDED, where=where.strip(), owed_by=_above(by)
        )  # fmt: skip
    if on is None:
        raise Refused(_("请填迁移日期。"))
    for row in rows:
        there = single.transfer(unit=row, territory=territory, on=on, version=row.version, by=by, at=at)
        sightings.see_in(round, there, source=Sighting.Source.CONFIRMED)
    return _record(round, rows, by, at, answer=Answer.MOVED, state=State.DONE, where=territory.name)


@transaction.atomic
def operating(
    *,
    round: Round,
    units: Iterable[int],
    note: str,
    by: Scope,
    at: datetime,
    shown_at: datetime | None = None,
) -> int:
    """They are where they were and the workbook left them out: the round has seen them, by a person's word.

    Raises as `closed` does.
    """
    rows = _lock(round, units, by, shown_at)
    for row in rows:
        sightings.see_in(round, row, source=Sighting.Source.CONFIRMED)
    return _record(round, rows, by, at, answer=Answer.OPERATING, state=State.DONE, note=note.strip())


@transaction.atomic
def ask(
    *, round: Round, units: Iterable[int], assigned_to: str, due: date, note: str, by: Scope, at: datetime,
    shown_at: datetime | None = None,
) -> int:  # fmt: skip
    """Nobody knows yet: somebody asks until a date. They stay on the list. Raises as `closed` does."""
    if not assigned_to.strip():
        raise Refused(_("请填谁去核实。"))
    if due < timezone.localdate(at):
        raise Refused(_("核实的期限不能早于今天。"))
    rows = _lock(round, units, by, shown_at)
    return _record(
        round, rows, by, at, answer=Answer.ASK, state=State.WAITING, assigned_to=assigned_to.strip(), due=due,
        note=note.strip(),
    )  # fmt: skip


def _lock(round: Round, units: Iterable[int], by: Scope, shown_at: datetime | None) -> list[Unit]:
    """The units, locked, all inside the scope and all still missing."""
    if not by.may("units.edit") or by.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden
    wanted = set(units)
    if not wanted or len(wanted) > MOST:
        raise Refused(_("请勾选 1 到 %(most)s 家单位。") % {"most": MOST})
    # The round is locked in the mode that leaves foreign keys to it free: nobody closes it under the answer.
    held = Round.objects.across_all(because=_ROUNDS).select_for_update(no_key=True).get(pk=round.pk)
    if held.closed_at is not None:
        raise Conflict(_("第 %(code)s 轮摸底已经结束，不能再答复。") % {"code": round.code})
    rows = list(Unit.objects.within(by).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise Refused(_("勾选的单位须都在您负责的范围内，请刷新后再选。"))
    _refuse_answered(round, rows, by, shown_at)
    return rows


def _refuse_answered(round: Round, rows: list[Unit], by: Scope, shown_at: datetime | None) -> None:
    """Conflict when any of them is not missing any more, or somebody else has answered since the list was shown."""
    ids = [row.pk for row in rows]
    seen = Sighting.objects.across_all(because=_BECAUSE).filter(round=round, unit__in=ids)
    found = set(seen.values_list("unit_id", flat=True))
    answers = {
        one.unit_id: one
        for one in MissingUnit.objects.across_all(because=_BECAUSE).filter(round=round, unit__in=ids)
    }
    gone = [row for row in rows if row.pk in found or row.closed_on is not None]
    gone += [
        row
        for row in rows
        if row not in gone and (one := answers.get(row.pk)) and _somebody_elses(one, by, shown_at)
    ]
    if not gone:
        return
    first = answers.get(gone[0].pk)
    if first is None:
        sentence = _(
            "“%(name)s”等 %(count)s 家已经不在未见之列（本轮又见到了，或者已经终止）。什么都没有写，请刷新后再选。"
        )
        raise Conflict(sentence % {"name": gone[0].name, "count": len(gone)})
    raise Conflict(
        _("“%(name)s”等 %(count)s 家已由%(who)s在 %(when)s 答复“%(answer)s”。什么都没有写，请刷新后再选。")
        % {
            "name": gone[0].name,
            "count": len(gone),
            "who": people.named(first.actor),
            "when": f"{timezone.localtime(first.at):%Y-%m-%d %H:%M}",
            "answer": first.get_answer_display(),
        }
    )


def _somebody_elses(one: MissingUnit, by: Scope, shown_at: datetime | None) -> bool:
    """What was handed up is the upper office's; what was answered after the list was shown is not written over."""
    if one.state == State.HANDED and not is_below(one.owed_by, by.path):
        return True
    return shown_at is not None and one.at > shown_at


def _above(by: Scope) -> str:
    if len(by.path) <= LABEL_WIDTH:
        raise Refused(_("迁往省外的，请按“已终止”办理，原因选迁出。"))
    return by.path[:-LABEL_WIDTH]


def _record(
    round: Round, rows: list[Unit], by: Scope, at: datetime, *, answer: str, state: str, **facts: Any
) -> int:
    blank = {"assigned_to": "", "due": None, "where": "", "owed_by": "", "note": ""}
    said = {
        **blank,
        **facts,
        "answer": answer,
        "state": state,
        "actor": by.label[:120],
        "user_id": by.user_id,
    }
    paths = dict(
        Unit.objects.across_all(because=_BECAUSE)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", "path")
    )
    made = [MissingUnit(round=round, unit=row, path=paths[row.pk], at=at, **said) for row in rows]
    MissingUnit.objects.across_all(because=_BECAUSE).bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["round", "unit"],
        update_fields=["path", "at", *said],
    )
    audit.record(
        "missing.answered",
        by=by,
        at=at,
        subject_kind="round",
        subject_id=round.pk,
        subject=round.code,
        path=by.path,
        detail={"answer": answer, "units": len(rows)},
    )
    return len(rows)
