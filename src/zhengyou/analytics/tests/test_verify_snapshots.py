"""`zhengyou rollup verify` makes the digest of every snapshot anew and names those that were changed since."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.world import NOW, World
from zhengyou.analytics import digesting
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.models import FrozenCell, FrozenFacts, FrozenPlace, Snapshot
from zhengyou.analytics.tests.frozen import DAY, OPERATOR, freeze_all, held
from zhengyou.scoping import ScopedModel

EARLIER = DAY - timedelta(days=1)
BECAUSE = "the test changes what is frozen"


@pytest.fixture
def twice(world: World) -> World:
    """Frozen on two dates."""
    freeze(day=EARLIER, title="月统计", by=OPERATOR, at=_followed(world))
    return freeze_all(world)


def _followed(world: World) -> Any:
    call_command("rollup", "refresh", stdout=io.StringIO())
    return NOW


def by_hand(model: type[ScopedModel], **values: Any) -> None:
    """The database by hand, past what refuses: the last row of the snapshot of DAY."""
    table = model._meta.db_table
    place = "snapshot" if model is FrozenPlace else "place__snapshot"
    rows = model.objects.across_all(because=BECAUSE).filter(**{place: held()})
    row = rows.latest("pk")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_{verb}")
    if values:
        model.objects.across_all(because=BECAUSE).filter(pk=row.pk).update(**values)
    else:
        model.objects.across_all(because=BECAUSE).filter(pk=row.pk)._raw_delete("default")


def verified() -> tuple[dict[str, Any], str]:
    out = io.StringIO()
    try:
        call_command("rollup", "verify", "--json", stdout=out)
    except CommandError as error:
        return json.loads(out.getvalue())["snapshots"], str(error)
    return json.loads(out.getvalue())["snapshots"], ""


def test_what_was_frozen_and_left_alone_is_whole(twice: World) -> None:
    assert verified() == ({"compared": 2, "different": []}, "")


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (FrozenCell, {"unknown": 999}),
        (FrozenCell, {}),
        (FrozenPlace, {"name": "改名区"}),
        (FrozenFacts, {"content": b"PAR1"}),
        (FrozenFacts, {}),
    ],
    ids=["a number", "a cell gone", "a name", "facts", "facts gone"],
)
def test_the_one_that_was_changed_is_named(
    twice: World, model: type[ScopedModel], values: dict[str, Any]
) -> None:
    by_hand(model, **values)
    found, said = verified()
    assert found == {"compared": 2, "different": [DAY.isoformat()]}
    assert "定格以后被改动过" in said
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rollup", "verify", stdout=out)
    assert "核对 2 次定格的数字，1 次与定格时不一致" in out.getvalue()
    assert f"  {DAY} 年中统计" in out.getvalue()


def test_the_order_is_that_of_bytes_on_every_database(twice: World) -> None:
    """Cells are sorted in Python here; `_` stands before letters in no language's order."""
    cells = FrozenCell.objects.across_all(because=BECAUSE).filter(place__snapshot=held())
    rows = sorted(cells.values_list("place__path", *digesting.CELL[1:]))
    places = FrozenPlace.objects.across_all(because=BECAUSE).filter(snapshot=held())
    found = sha256(digesting.of_places(sorted(places, key=lambda one: one.path)))
    found.update(digesting.of_cells(rows))
    facts = FrozenFacts.objects.across_all(because=BECAUSE).filter(place__snapshot=held())
    for content in facts.order_by("place__path").values_list("content", flat=True):
        found.update(content)
    assert found.hexdigest() == held().digest


def test_one_that_was_frozen_in_the_order_of_its_database_is_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here an order that neither database has of itself."""
    other = ("-indicator", "dimension", "value")
    with monkeypatch.context() as patched:
        patched.setattr(digesting, "in_bytes", lambda: other)
        freeze_all(world)
    assert verified()[0]["different"] == [DAY.isoformat()]
    monkeypatch.setattr(digesting, "EARLIER", other)
    assert verified() == ({"compared": 1, "different": []}, "")


def test_batches_of_places_change_nothing(twice: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "PLACES", 2)
    assert all(digesting.is_whole(one) for one in Snapshot.objects.across_all(because=BECAUSE))
