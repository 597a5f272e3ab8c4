"""Opens a workbook in a separate process with little memory first, where its size cannot be told.

An ods file may repeat one cell a thousand million times, an xls file may name rows and columns that Excel
itself does not have. The parser would ask for all that memory at once and take the server with it; here it
takes only the trial.
"""

import subprocess
import sys
from pathlib import Path

from zhengyou.workbooks import archives, unreadable

MEMORY = 900 * 1024 * 1024
SECONDS = 120

_DAMAGED, _ENCRYPTED, _TOO_LARGE = 3, 4, 5
_PROGRAM = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
import python_calamine
try:
    workbook = python_calamine.load_workbook(sys.argv[1])
    for index in range(len(workbook.sheets_metadata)):
        try:
            end = workbook.get_sheet_by_index(index).end or (-1, -1)
        except python_calamine.WorksheetNotFound:
            continue
        print(end[0] + 1, end[1] + 1)
except python_calamine.PasswordError:
    sys.exit({_ENCRYPTED})
except python_calamine.CalamineError as error:
    sys.exit({_TOO_LARGE} if "limit exceeded" in str(error) else {_DAMAGED})
"""


def measure(path: Path) -> None:
    """Raises UnreadableFile when the workbook cannot be opened within MEMORY and SECONDS and the limits."""
    # The program text is constant; the path goes in as an argument, never through a shell.
    command = [sys.executable, "-I", "-c", _PROGRAM, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise unreadable.too_large("文件内容太多，读取超时") from None
    if done.returncode == _ENCRYPTED:
        raise unreadable.encrypted()
    if done.returncode in (_DAMAGED, 1) and b"MemoryError" not in done.stderr:
        raise unreadable.damaged()
    if done.returncode:
        raise unreadable.too_large("文件展开后太大")
    for line in done.stdout.split(b"\n"):
        if line:
            rows, columns = map(int, line.split())
            archives.hold_to_limits(archives.Extent(rows=rows, columns=columns))
