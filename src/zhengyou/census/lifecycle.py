"""The states of an import and the named steps between them. Pure."""

from __future__ import annotations

from enum import StrEnum


class ImportState(StrEnum):
    """Where a workbook stands on its way in."""

    UPLOADED = "uploaded"  # stored and readable; a mapping is proposed
    MAPPED = "mapped"  # a person confirmed the mapping
    CHECKING = "checking"  # a job compares it with what is held
    CHECKED = "checked"  # the preview is there; nothing was written
    COMMITTING = "committing"  # a job writes
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"  # given up before commit
    FAILED = "failed"  # the job ended with an error; may be mapped and checked again


TRANSITIONS: dict[str, tuple[frozenset[ImportState], ImportState]] = {
    "confirm_mapping": (
        frozenset({ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED}),
        ImportState.MAPPED,
    ),
    # Another heading row gives other columns: whatever was decided or previewed before is over.
    "name_heading": (
        frozenset({ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED}),
        ImportState.UPLOADED,
    ),
    "start_check": (frozenset({ImportState.MAPPED, ImportState.FAILED}), ImportState.CHECKING),
    "finish_check": (frozenset({ImportState.CHECKING}), ImportState.CHECKED),
    # A workbook whose mapping is confirmed may be committed without a preview, as the command line does.
    "start_commit": (frozenset({ImportState.MAPPED, ImportState.CHECKED}), ImportState.COMMITTING),
    "finish_commit": (frozenset({ImportState.COMMITTING}), ImportState.COMMITTED),
    "undo": (frozenset({ImportState.COMMITTED}), ImportState.UNDONE),
    "discard": (
        frozenset({ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED}),
        ImportState.DISCARDED,
    ),
    "stop_check": (frozenset({ImportState.CHECKING}), ImportState.MAPPED),
    "stop_commit": (frozenset({ImportState.COMMITTING}), ImportState.MAPPED),
    "fail": (frozenset({ImportState.CHECKING, ImportState.COMMITTING}), ImportState.FAILED),
}


class TransferState(StrEnum):
    """Where the transfer of a member between two branches stands."""

    PROPOSED = "proposed"  # waits for the branch where the member stands
    RELEASED = "released"  # the member stands in the new branch
    REFUSED = "refused"  # with a reason
    WITHDRAWN = "withdrawn"  # by whoever proposed it, or with its import


TRANSFERS: dict[str, tuple[frozenset[TransferState], TransferState]] = {
    "release": (frozenset({TransferState.PROPOSED}), TransferState.RELEASED),
    "refuse": (frozenset({TransferState.PROPOSED}), TransferState.REFUSED),
    "withdraw": (frozenset({TransferState.PROPOSED}), TransferState.WITHDRAWN),
}
