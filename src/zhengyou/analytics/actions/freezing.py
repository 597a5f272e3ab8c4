"""Freezes the figures of a reporting date, with the tree they stand on and the facts they were counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs, loading
from zhengyou.analytics import digesting, recounting
from zhengyou.analytics.facts import FACTS
from zhengyou.analytics.models import Cell, FrozenCell, FrozenFacts, FrozenPlace, Snapshot
from zhengyou.analytics.moment import one_moment
from zhengyou.analytics.queries import current_round
from zhengyou.audit import actions as audit
from zhengyou.census.models import Round
from zhengyou.changes import queries as outbox
from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.organisations.models import Reorganisation, Territory, in_force
from zhengyou.organisations.models.reorganisation import Tree
from zhengyou.scoping import Scope
from zhengyou.web.errors import Forbidden, Refused

KIND: Final = "figures.freeze"
RIGHT: Final = "figures.freeze"
BLOCK: Final = 20_000
PLACES: Final = 200
_ALL = "a snapshot freezes every figure; who may read one is decided when it is read"

Told = Callable[[int, int], None]


def start(*, day: date, title: str, note: str, by: Scope, at: datetime) -> jobs.Job:
    """Freezes in the background, after the changes that wait were followed. Raises Forbidden, Refused."""
    require(day=day, title=title, note=note, by=by, at=at)
    return jobs.start(
        kind=KIND,
        title=_("定格 %(day)s 的数字") % {"day": day.isoformat()},
        payload={
            "date": day.isoformat(),
            "title": title.strip(),
            "note": note.strip(),
            "role": by.role,
            "path": by.path,
        },
        by=by,
        path="",
        key=KIND,
    )


def freeze(
    *,
    day: date,
    title: str,
    note: str = "",
    by: Scope,
    at: datetime,
    told: Told = lambda _done, _total: None,
) -> Snapshot:
    """Writes the snapshot whole or not at all, as of one moment: nothing that is written meanwhile is half in it.

    Raises Forbidden; Refused: a date to come, frozen already, before the last snapshot or before a reorganisation that
    is carried out already (the tree of that day is gone); no round; changes that wait to be counted.
    """
    with one_moment(still=Reorganisation):
        require(day=day, title=title, note=note, by=by, at=at)
        round_ = current_round()
        if round_ is None:
            raise Refused(_("还没有开启过摸底，没有数字可以定格。"))
        if outbox.waiting(limit=1):
            raise Refused(_("还有刚才的变动没有计入数字，请过几秒再试。"))
        snapshot = Snapshot(
            date=day, title=title.strip(), note=note.strip(), round=round_, frozen_at=at, user_id=by.user_id,
            actor=by.label[:120] or by.role, reorganised=_last_reorganised(),
        )  # fmt: skip
        snapshot.save(force_insert=True)
        places = _places(snapshot, round_, at)
        digest = sha256(digesting.of_places(places))
        keys = {place.path: place.pk for place in places}
        snapshot.places = len(places)
        snapshot.cells = _cells(round_, keys, digest.update, told)
        _facts(keys, digest.update)
        snapshot.digest = digest.hexdigest()
        snapshot.save(update_fields=["places", "cells", "digest"])
        audit.record(
            "snapshot.frozen",
            by=by,
            at=at,
            subject_kind="snapshot",
            subject_id=snapshot.pk,
            subject=f"{day.isoformat()} {title}",
            detail={"cells": snapshot.cells, "digest": snapshot.digest},
        )
    return snapshot


def require(*, day: date, title: str, note: str, by: Scope, at: datetime) -> None:
    """Raises Forbidden, Refused: what can be said before anything is counted or written."""
    if not by.may(RIGHT):
        raise Forbidden
    if not title.strip() or len(title.strip()) > 80:
        raise Refused(_("请写一个名称，1 到 80 个字，例如“2026 年年底统计”。"))
    if len(note.strip()) > 300:
        raise Refused(_("说明最多 300 个字，现在 %(now)s 个。请缩短。") % {"now": len(note.strip())})
    if day > timezone.localdate(at):
        raise Refused(_("日期 %(day)s 还没有到，只能定格已经到了的日期。") % {"day": day.isoformat()})
    last = Snapshot.objects.across_all(because=_ALL).order_by("-date").first()
    if last and last.date == day:
        raise Refused(_("%(day)s 的数字已经定格，不能再改。请换一个日期。") % {"day": day.isoformat()})
    if last and last.date > day:
        raise Refused(
            _("%(last)s 的数字已经定格，比 %(day)s 晚。请选 %(last)s 以后的日期。")
            % {"last": last.date.isoformat(), "day": day.isoformat()}
        )
    later = Reorganisation.objects.across_all(because=_ALL).filter(
        tree=Tree.TERRITORY, state=ReorganisationState.DONE, on__gt=day
    )
    if changed := later.order_by("on").first():
        raise Refused(
            _(
                "%(day)s 以后区划已经调整（%(name)s，%(on)s 生效），那一天的样子已经没有了。请选 %(on)s 或以后的日期。"
            )
            % {"day": day.isoformat(), "name": str(changed), "on": changed.on.isoformat()}
        )


def _last_reorganised() -> int:
    """Of the tree as it is now. The number, not the time, says what came after: one at a time is carried out."""
    rows = Reorganisation.objects.across_all(because=_ALL).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def standing(round_: Round, at: datetime) -> QuerySet[Territory]:
    """Every place in force, and closed ones that still hold somebody: those that are frozen."""
    held = Cell.objects.across_all(because=_ALL).filter(round=round_).values("path")
    rows = Territory.objects.across_all(because=_ALL)
    return rows.filter(in_force(timezone.localdate(at))) | rows.filter(path__in=held)


def _places(snapshot: Snapshot, round_: Round, at: datetime) -> list[FrozenPlace]:
    places = [
        FrozenPlace(
            snapshot=snapshot, territory_id=row.pk, parent_id=row.parent_id, path=row.path, code=row.code,
            name=row.name, level=row.level,
        )
        for row in standing(round_, at).order_by("path")
    ]  # fmt: skip
    loading.insert_rows(FrozenPlace, places)
    return places


def _cells(round_: Round, places: dict[str, int], digest: Callable[[bytes], None], told: Told) -> int:
    rows = Cell.objects.across_all(because=_ALL).filter(round=round_)
    total = rows.count()
    written = 0
    found = rows.order_by("path", *digesting.in_bytes()).values_list(*digesting.CELL)
    for block in _blocks(found.iterator(chunk_size=BLOCK)):
        digest(digesting.of_cells(block))
        columns = dict(zip(digesting.CELL, zip(*block, strict=True), strict=True))
        if missing := set(columns["path"]) - set(places):
            raise Refused(
                _("有数字不属于任何地方（%(path)s）。请系统管理员先运行 zhengyou rollup verify。")
                % {"path": min(missing)}
            )
        columns["place_id"] = tuple(places[path] for path in columns.pop("path"))
        loading.insert(FrozenCell, columns)
        written += len(block)
        told(written, total)
    return written


def _facts(places: dict[str, int], digest: Callable[[bytes], None]) -> None:
    """The facts of each place's own units, place by place."""
    model = FACTS[recounting.KEPT].model
    names = list(recounting.columns().values())
    rows = model.objects.across_all(because=_ALL).order_by("path", *names[:1]).values_list("path", *names)
    files: list[tuple[int, bytes]] = []
    for path, some in groupby(rows.iterator(chunk_size=BLOCK), key=itemgetter(0)):
        files.append((places[path], recounting.packed([row[1:] for row in some])))
        digest(files[-1][1])
        if len(files) == PLACES:
            _keep(files)
    _keep(files)


def _keep(files: list[tuple[int, bytes]]) -> None:
    columns: dict[str, list[Any]] = {
        "place_id": [place for place, _content in files],
        "content": [content for _place, content in files],
    }
    loading.insert(FrozenFacts, columns, constants={"facts": recounting.KEPT})
    files.clear()


def _blocks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while block := list(islice(rows, BLOCK)):
        yield block
