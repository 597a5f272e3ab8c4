"""The stages of an import in their order: read, map, check, compare, apply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhengyou.census.importing import checking, deciding, places, reading
from zhengyou.census.importing.kinds import KINDS
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.records import Ledgers
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session
from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

EVERY = 200  # rows between two reports


@dataclass(slots=True)
class Checked:
    """A workbook after the stage check: its rows with what they say and what is wrong with them."""

    session: Session
    rows: list[Row]
    mapping: ColumnMapping
    notes: list[str]
    sketches: list[Sketch]


def check(task: Task, *, progress: Progress = silent) -> Checked:
    """Reads, maps and checks; needs nothing of what is held but the places. Raises Refused for the workbook as a whole."""
    session = KINDS[task.kind](task, places.load())
    with deciding.decided(task) as found:
        rows: list[Row] = []
        progress("check", 0, None)
        for row in checking.rows(found.tables, found.mapping, session.reader):
            session.check(row)
            rows.append(row)
            if len(rows) % EVERY == 0:
                progress("check", len(rows), None)
        notes = found.notes + reading.notes_after(found.tables)
    progress("check", len(rows), len(rows))
    return Checked(session, rows, found.mapping, notes, found.sketches)


def compare(checked: Checked, *, progress: Progress = silent) -> Outcome:
    """Decides for each row what it changes; writes nothing."""
    rows = checked.rows
    checked.session.match(rows)
    checked.session.compare(rows, _telling(progress, "compare", rows))
    outcome = Outcome(checked.mapping, notes=checked.notes, sketches=checked.sketches)
    outcome.count(rows)
    return outcome


def apply(checked: Checked, *, progress: Progress = silent) -> None:
    """Writes what `compare` decided, with change rows and outbox, in the caller's transaction."""
    taken = [row for row in checked.rows if not row.refused()]
    ledgers = Ledgers(checked.session.task, checked.session.batch_id)
    checked.session.write(taken, ledgers, _telling(progress, "apply", taken))
    ledgers.write()


def _telling(progress: Progress, stage: str, rows: Sequence[Row]) -> Callable[[int], None]:
    return lambda done: progress(stage, done, len(rows))
