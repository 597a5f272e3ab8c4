"""A large import has a second process read and make its records: nothing comes out otherwise, whatever becomes of it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from zhengyou import companion
from zhengyou.census.actions import imports
from zhengyou.census.importing import checking, making, pipeline
from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code
from zhengyou.changes.models import Change
from zhengyou.companion import Companion
from zhengyou.workbooks import apart

ROWS: list[dict[str, Any]] = [
    {
        "name": f"第{n}公司",
        "uscc": code(n),
        "org_kind": "企业",
        "industry_code": "制造业",
        "employees": n * 10,
        "revenue": n * 100.5,
        "contact_phone": f"王芳 1381234{n:04d}" if n % 3 else None,
        "has_org": "是" if n % 2 else "否",
        "form": "单独" if n % 2 else None,
        "org_name": f"第{n}支部" if n % 2 else None,
        "surveyed_on": "2026-06-01",
    }
    for n in range(1, 36)
] + [{"name": "坏公司", "employees": "很多"}, {"name": "第3公司", "uscc": code(3)}, {"employees": 3}]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows at a time, so that a small file goes to and fro."""
    monkeypatch.setattr(companion, "pays", lambda: True)
    monkeypatch.setattr(checking, "SIZE", 10)
    monkeypatch.setattr(apart, "HEAD", 5)
    monkeypatch.setattr(apart, "AT_ONCE", 8)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Companion]:
    """The processes that an import has begun; both are taken for it, however small it is."""
    monkeypatch.setattr(apart, "WORTH_IT_FROM", 0)
    monkeypatch.setattr(making, "WORTH_IT_FROM", 0)
    found: list[Companion] = []
    begin = Companion.__init__

    def noted(self: Companion, *program: str) -> None:
        begin(self, *program)
        found.append(self)

    monkeypatch.setattr(Companion, "__init__", noted)
    return found


def units(batch: ImportBatch) -> list[dict[str, Any]]:
    """What was written, by name; telephones opened."""
    rows = Unit.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk).order_by("name")
    left_out = {"id", "batch_id", "organisation_id", "contact_phone"}
    names = [one.attname for one in Unit._meta.concrete_fields if one.attname not in left_out]
    return [
        {**{name: getattr(one, name) for name in names}, "phone": one.contact_phone.open()} for one in rows
    ]


def changes(batch: ImportBatch) -> list[str]:
    """The change rows of the new units, without what differs each time: ciphertext and numbers of organisations."""
    rows = (
        Change.objects.across_all(because=BECAUSE)
        .filter(batch_id=batch.pk, subject_kind="unit")
        .order_by("pk")
    )
    told = [json.loads(new) for new in rows.values_list("new", flat=True)]
    return [
        repr({**one, "contact_phone": "contact_phone" in one, "organisation": "organisation" in one})
        for one in told
    ]


def all_ended(begun: list[Companion]) -> bool:
    return all(one._process.returncode is not None for one in begun)


def outcome_of(lab: Lab, file: Path) -> tuple[Any, ...]:
    """All that comes of an import, which is then undone."""
    with transaction.atomic():
        batch, outcome = lab.run(file)
        issues = [(one.sheet, one.row, one.column, one.finding) for one in outcome.issues]
        found = (outcome.to_json(None), issues, units(batch), changes(batch))
        transaction.set_rollback(True)
    return found


def test_nothing_comes_out_otherwise(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    file = lab.file(ROWS)
    alone = outcome_of(lab, file)
    begun: list[Companion] = request.getfixturevalue("begun")
    assert outcome_of(lab, file) == alone
    assert len(alone[2]) == 35
    assert len(begun) == 2
    assert all_ended(begun)


def dying(name: str, after: int) -> Callable[..., Any]:
    """A method of Companion that kills the process at its call of that number."""
    plain, calls = getattr(Companion, name), [0]

    def method(self: Companion, *about: Any) -> Any:
        calls[0] += 1
        if calls[0] == after:
            os.kill(self.number, signal.SIGKILL)
            time.sleep(0.05)
        return plain(self, *about)

    return method


@pytest.mark.parametrize("name", ["say", "take"])
@pytest.mark.parametrize("only", ["apart", "making"])
@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_killed_process_is_no_matter(
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    name: str,
    only: str,
    after: int,
) -> None:
    file = lab.file(ROWS)
    alone = outcome_of(lab, file)
    begun: list[Companion] = request.getfixturevalue("begun")
    monkeypatch.setattr(making if only == "apart" else apart, "WORTH_IT_FROM", 10**12)
    monkeypatch.setattr(Companion, name, dying(name, after))
    assert outcome_of(lab, file) == alone
    assert len(begun) == 1
    assert all_ended(begun)


@pytest.mark.parametrize("stage", ["check", "apply"])
def test_a_cancelled_import_ends_them_and_leaves_nothing(
    lab: Lab, begun: list[Companion], stage: str
) -> None:
    class Cancelled(Exception):
        pass

    def progress(at: str, done: int, _total: int | None) -> None:
        if at == stage and done:
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.import_now(task=lab.task(lab.file(ROWS)), progress=progress)
    assert begun
    assert all_ended(begun)
    assert not Unit.objects.across_all(because=BECAUSE).filter(name__startswith="第").exists()


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_it_seals_with_the_key_of_this_process(lab: Lab, begun: list[Companion], cipher: str) -> None:
    with override_settings(FIELD_KEY="another key, not in the environment", FIELD_CIPHER=cipher):
        batch, _ = lab.run(ROWS)
        assert units(batch)[0]["phone"].startswith("王芳 138")
    assert len(begun) == 2
    for one in begun:
        assert not any("another key" in part for part in map(str, one._process.args))  # type: ignore[arg-type]


def test_a_check_writes_nothing_and_ends_it(lab: Lab, begun: list[Companion]) -> None:
    checked = pipeline.check(lab.task(lab.file(ROWS)))
    assert checked.session.taken == 35
    assert len(begun) == 1
    assert all_ended(begun)
