"""What can happen to a workbook on its way in: uploaded, mapped, checked, committed, undone, discarded."""

from zhengyou.census.actions.imports.allowed import NEEDS, require
from zhengyou.census.actions.imports.at_once import import_now, rehearse
from zhengyou.census.actions.imports.ending import clear, discard, undo
from zhengyou.census.actions.imports.uploading import confirm_mapping, name_heading, upload, upload_path
from zhengyou.census.actions.imports.working import (
    CHECK,
    COMMIT,
    check_stored,
    commit_stored,
    start_check,
    start_commit,
    step_back,
)

__all__ = [
    "CHECK",
    "COMMIT",
    "NEEDS",
    "check_stored",
    "clear",
    "commit_stored",
    "confirm_mapping",
    "discard",
    "import_now",
    "name_heading",
    "rehearse",
    "require",
    "start_check",
    "start_commit",
    "step_back",
    "undo",
    "upload",
    "upload_path",
]
