"""Each workbook that an office could send gives exactly what it says: no fact more, none less."""

from __future__ import annotations

import pytest

from zhengyou.census.tests.importing.lab import Lab
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.library import LAYOUTS

NEW_AT_LEAST = 35


def test_there_are_layouts_enough() -> None:
    assert len(LAYOUTS) >= NEW_AT_LEAST
    assert all(one.sent_by for one in LAYOUTS.values())


@pytest.mark.parametrize("key", LAYOUTS)
def test_it_gives_exactly_what_it_says(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    expected = layout.make(path)
    before = judging.known(layout.kind)
    came = judging.send(path, layout)
    place = lab.world.place[layout.territory].name
    assert judging.mapping(came) == expected.mapping
    assert judging.in_order(judging.issues(came, "errors")) == judging.in_order(expected.refused)
    assert judging.in_order(judging.issues(came, "warnings")) == judging.in_order(expected.doubts)
    assert judging.held(layout.kind, before) == judging.expected_facts(layout, expected, place)
    figures = {name: came.document[name] for name in ("read", "accepted", "created", "refused")}
    taken, refused = len(expected.taken), expected.refused_rows
    assert figures == {"read": taken + refused, "accepted": taken, "created": taken, "refused": refused}
    assert len(came.told) == len(expected.notes), came.told
    assert all(part in told for part, told in zip(expected.notes, came.told, strict=True)), came.told
