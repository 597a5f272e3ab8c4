"""The stages of an import in their order: read, map, check, compare, apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cache

from zhengyou import loading
from zhengyou.census.importing import checking, deciding, places, reading
from zhengyou.census.importing.blocks import Block
from zhengyou.census.importing.deciding import Decided
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
    blocks: Iterable[Block] = ()
    """What was checked; where the session flows, what is only checked as it is asked for."""
    workbook: ExitStack = field(default_factory=ExitStack)
    """Open as long as there are rows to come."""
    has_come: bool = False
    """Whether there are none."""

    def close(self) -> None:
        """Reads no more."""
        self.workbook.close()

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that can be taken, one at a time, with what they change once they were compared."""
        return self.session.rows()


@collector_at_rest()
def check(task: Task, *, progress: Progress = silent, to_write: bool = False) -> Checked:
    """Reads, maps and checks; needs nothing of what is held but the places. Raises Refused for the workbook as a whole.

    to_write: whether it will be applied at once; then rows may be left to be checked while those before them are written. The
    caller has to close what it gets.
    """
    session = KINDS[task.kind](task, places.load())
    with ExitStack() as workbook:
        found = workbook.enter_context(deciding.decided(task))
        checked = Checked(session, found.mapping, found.notes, found.sketches)
        each = _each(session, checking.blocks(found.tables, found.mapping, session.reader))
        if to_write and session.flow(sum(one.most_rows or 0 for one in found.tables)):
            each = workbook.enter_context(closing(loading.drawn(each)))
            checked.blocks = _coming(checked, found, each, progress)
            checked.workbook = workbook.pop_all()
        else:
            for _ in _coming(checked, found, each, progress):
                pass  # the session keeps it
            checked.blocks = session.blocks
    return checked


def _each(session: Session, blocks: Iterator[Block]) -> Iterator[Block]:
    for block in blocks:
        session.check(block)
        yield block


def _coming(checked: Checked, found: Decided, blocks: Iterable[Block], progress: Progress) -> Iterator[Block]:
    """The blocks as they are checked, told to who watches; closes the workbook after the last."""
    done = 0
    total = found.tables[0].most_rows if len(found.tables) == 1 else None
    progress("check", 0, total)
    for block in blocks:
        done += len(block)
        progress("check", done, total)
        yield block
    checked.notes = found.notes + reading.notes_after(found.tables)
    checked.has_come = True
    checked.close()
    progress("check", done, done)


@collector_at_rest()
def compare(checked: Checked, *, progress: Progress = silent) -> Outcome:
    """Decides for each row what it changes; writes nothing."""
    for _ in _settled(checked, progress):
        pass
    return _outcome(checked)


def apply(checked: Checked, *, progress: Progress = silent) -> Outcome:
    """Decides it and writes it, with change rows and outbox, in the caller's transaction."""
    session = checked.session
    ledger = ledger_of(session.task, session.batch_id)
    loading.refer_at_once()
    session.write(_settled(checked, progress), ledger, _telling(progress, "apply", checked))
    ledger.write()
    return _outcome(checked)


def _settled(checked: Checked, progress: Progress) -> Iterable[Block]:
    return checked.session.settle(checked.blocks, _telling(progress, "compare", checked))


def _outcome(checked: Checked) -> Outcome:
    outcome = Outcome(checked.mapping, notes=checked.notes, sketches=checked.sketches)
    checked.session.count(outcome)
    return outcome


def _telling(progress: Progress, stage: str, checked: Checked) -> Callable[[int], None]:
    """Tells how many rows a stage is done with, of how many; while rows still come it is their coming that is told."""
    total = cache(lambda: checked.session.taken)  # not known before the last row has come
    return lambda done: progress(stage, done, total()) if checked.has_come else None
