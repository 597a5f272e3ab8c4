"""Every address declares its policy, and keeps it: visited by each of the cast, inside and outside the scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.addresses import OUTSIDE, SAMPLES, Sample
from tests.world import NOW, PEOPLE, World
from zhengyou.analytics.actions.following import follow
from zhengyou.scoping import Reach
from zhengyou.web.policy import Needs, Public, SignedIn, policy_of

CAST = [key for key, *_rest in PEOPLE]


def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


NOT_READY = {"health_ready"}  # answers 503 as long as no worker runs, as in a test
ADDRESSES = sorted(walk(get_resolver().url_patterns), key=lambda one: f"{one[0]} {one[1].pattern}")
IDS = [f"{name} {pattern.pattern}" for name, pattern in ADDRESSES]


@pytest.fixture
def filled(world: World) -> World:
    follow(at=NOW)
    return world


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=IDS)
def test_it_has_a_policy(name: str, pattern: URLPattern) -> None:
    policy = policy_of(pattern.callback)
    assert policy is not None
    if isinstance(policy, Public):
        assert len(policy.why) > 10


def test_addresses_with_arguments_have_samples() -> None:
    missing = [name for name, pattern in ADDRESSES if pattern.pattern.converters and name not in SAMPLES]
    assert missing == [], "say in tests/addresses.py which row is inside and which outside"


def kwargs_of(sample: Sample | None, world: World, side: str) -> dict[str, Any] | None:
    if sample is None:
        return {}
    made = getattr(sample, side)
    return made(world) if made else None


def visit(world: World, person: str, name: str, kwargs: dict[str, Any]) -> int:
    answer = world.client(person).get(reverse(name, kwargs=kwargs))
    # A download read to its end closes its file; close() would drop PostgreSQL's connection as well.
    if answer.streaming:
        list(answer)
    return answer.status_code


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=IDS)
def test_each_of_the_cast_meets_the_policy(filled: World, name: str, pattern: URLPattern) -> None:
    policy = policy_of(pattern.callback)
    sample = SAMPLES.get(name) if pattern.pattern.converters else None
    inside = kwargs_of(sample, filled, "inside") or {}
    for person in CAST:
        status = visit(filled, person, name, inside)
        assert status < 500 or name in NOT_READY, person
        if isinstance(policy, Needs):
            scope = filled.scope(person)
            if scope.reach is Reach.NOTHING:
                assert status == 404, person
            elif not any(scope.may(right) for right in policy.rights):
                assert status == 403, person


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=IDS)
def test_without_an_account_there_is_only_the_sign_in(filled: World, name: str, pattern: URLPattern) -> None:
    policy = policy_of(pattern.callback)
    sample = SAMPLES.get(name) if pattern.pattern.converters else None
    answer = filled.client().get(reverse(name, kwargs=kwargs_of(sample, filled, "inside") or {}))
    if isinstance(policy, Public):
        assert answer.status_code < 500 or name in NOT_READY
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


OUTER = [
    (name, pattern)
    for name, pattern in ADDRESSES
    if name in SAMPLES and SAMPLES[name].outside and isinstance(policy_of(pattern.callback), Needs | SignedIn)
]


@pytest.mark.parametrize(("name", "pattern"), OUTER, ids=[name for name, _pattern in OUTER])
def test_a_row_outside_the_scope_is_not_found(filled: World, name: str, pattern: URLPattern) -> None:
    policy = policy_of(pattern.callback)
    kwargs = kwargs_of(SAMPLES[name], filled, "outside") or {}
    for person in OUTSIDE:
        scope = filled.scope(person)
        if isinstance(policy, Needs) and not any(scope.may(right) for right in policy.rights):
            continue
        for method in ("get", "post"):
            answer = getattr(filled.client(person), method)(reverse(name, kwargs=kwargs))
            assert answer.status_code in {404, 405}, (person, method)
