"""What is wrong with a data file, told so that its editor can mend it."""

from pathlib import Path


class StandardError(Exception):
    """A data file is missing or holds something it must not.

    The message names the file, the line (from 1, the header is line 1), the column and what was expected.
    """

    def __init__(
        self, expected: str, *, file: Path | None = None, line: int | None = None, column: str = ""
    ) -> None:
        self.expected = expected
        self.file = file
        self.line = line
        self.column = column
        place = [str(file)] if file else []
        if line is not None:
            place.append(f"line {line}")
        if column:
            place.append(f"column {column}")
        super().__init__(": ".join([", ".join(place), expected]) if place else expected)
