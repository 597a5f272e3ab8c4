"""Whatever stands behind the question mark of an address, the answer is a page, a refusal or not found: never a fault."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Final

import pytest
from django.urls import URLPattern, reverse

from tests.addresses import SAMPLES
from tests.guards.test_addresses import ADDRESSES, IDS, NOT_READY, filled, kwargs_of
from tests.guards.test_questions import FORMS
from tests.world import World
from zhengyou.web.forms import FilterForm

__all__ = ["filled"]

HOSTILE: Final = ("9" * 5000, "0", "-1", "²", "\x00", "'\"><script>", "0000-99-99")
ASKED: Final = re.compile(r"GET\.get(?:list)?\(\"(\w+)\"")
FILTERS: Final = sorted({name for form in FORMS if issubclass(form, FilterForm) for name in form.base_fields})


def asked_by(pattern: URLPattern) -> list[str]:
    """The names that the view's module reads of the address itself."""
    source = inspect.getsourcefile(inspect.unwrap(pattern.callback))
    return sorted(set(ASKED.findall(Path(source or "").read_text(encoding="utf-8")))) if source else []


def test_the_sweep_knows_what_is_asked() -> None:
    asked = {one for _name, pattern in ADDRESSES for one in asked_by(pattern)}
    assert {"page", "kept", "clause", "month"} <= asked
    assert "q" in FILTERS


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=IDS)
def test_no_address_can_break_a_page(filled: World, name: str, pattern: URLPattern) -> None:
    sample = SAMPLES.get(name) if pattern.pattern.converters else None
    address = reverse(name, kwargs=kwargs_of(sample, filled, "inside") or {})
    client = filled.client("county")
    for value in HOSTILE:
        for names in (["page", *FILTERS], *([one] for one in asked_by(pattern))):
            answer = client.get(address, dict.fromkeys(names, value))
            if answer.streaming:
                list(answer)
            assert answer.status_code < 500 or name in NOT_READY, (names, value[:20])
