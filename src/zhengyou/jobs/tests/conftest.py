"""Kinds of jobs that exist for one test only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from zhengyou import jobs
from zhengyou.jobs import registry

Declare = Callable[..., str]


@pytest.fixture
def declare() -> Iterator[Declare]:
    """declare(work, stages=(...), atomic=(...)) -> kind"""
    made: list[str] = []

    def make(work: Callable[..., Any], **options: Any) -> str:
        kind = f"test.{len(made)}"
        jobs.handler(kind, **options)(work)
        made.append(kind)
        return kind

    yield make
    for kind in made:
        registry.forget(kind)


@pytest.fixture
def make_job(declare: Declare) -> Callable[..., jobs.Job]:
    """A waiting job, not on the queue, whose work is the given function (default: nothing)."""

    def make(work: Callable[..., Any] = lambda ctx: {}, options: Any = None, **facts: Any) -> jobs.Job:
        kind = declare(work, **(options or {}))
        return jobs.prepare(**{"kind": kind, "title": "试验", "by": None, "at": timezone.now(), **facts})

    return make
