"""The stages of an import in their order: read, map, check, compare, apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhengyou import loading
from zhengyou.census.importing import checking, deciding, places, reading
from zhengyou.census.importing.kinds import KINDS
from zhengyou.census.importing.memory import collector_at_rest
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.records import ledger_of
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session
from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.workbooks.mapping import Mapping as ColumnMapping


@dataclass(slots=True)
class Checked:
    """A workbook after the stage check: the session knows its rows, what they say and what is wrong with them."""

    session: Session
    mapping: ColumnMapping
    notes: list[str]
    sketches: list[Sketch]

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that can be taken, one at a time, with what they change once they were compared."""
        return self.session.rows()


@collector_at_rest()
def check(task: Task, *, progress: Progress = silent) -> Checked:
    """Reads, maps and checks; needs nothing of what is held but the places. Raises Refused for the workbook as a whole."""
    session = KINDS[task.kind](task, places.load())
    with deciding.decided(task) as found:
        done = 0
        total = found.tables[0].most_rows if len(found.tables) == 1 else None
        progress("check", 0, total)
        for block in checking.blocks(found.tables, found.mapping, session.reader):
            session.check(block)
            done += len(block)
            progress("check", done, total)
        notes = found.notes + reading.notes_after(found.tables)
    progress("check", done, done)
    return Checked(session, found.mapping, notes, found.sketches)


@collector_at_rest()
def compare(checked: Checked, *, progress: Progress = silent) -> Outcome:
    """Decides for each row what it changes; writes nothing."""
    session = checked.session
    session.match()
    session.compare(_telling(progress, "compare", session))
    outcome = Outcome(checked.mapping, notes=checked.notes, sketches=checked.sketches)
    session.count(outcome)
    return outcome


def apply(checked: Checked, *, progress: Progress = silent) -> None:
    """Writes what `compare` decided, with change rows and outbox, in the caller's transaction."""
    session = checked.session
    ledger = ledger_of(session.task, session.batch_id)
    loading.refer_at_once()
    session.write(ledger, _telling(progress, "apply", session))
    ledger.write()


def _telling(progress: Progress, stage: str, session: Session) -> Callable[[int], None]:
    total = session.taken
    return lambda done: progress(stage, done, total)
