"""Column widths of an xlsx file, which the fast reader passes over: a small look into its parts."""

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

from zhengyou.workbooks import cells

_MOST_SHEETS = 50
_HEAD = 64 * 1024
_MOST_COLUMNS = 300
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_COLUMN = re.compile(r"<(?:\w+:)?col\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")


def of(path: Path) -> dict[str, dict[str, float]]:
    """{sheet: {column letter: width}} of the columns whose width the file states; {} for other formats."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _of(archive)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, EOFError, NotImplementedError):
        return {}


def _of(archive: zipfile.ZipFile) -> dict[str, dict[str, float]]:
    parts = {
        one["Id"]: one["Target"].lstrip("/").removeprefix("xl/")
        for one in _tags(_RELATION, archive, "xl/_rels/workbook.xml.rels")
        if "Id" in one and "Target" in one
    }
    found = {}
    for sheet in _tags(_SHEET, archive, "xl/workbook.xml")[:_MOST_SHEETS]:
        part = parts.get(next((text for name, text in sheet.items() if name.endswith(":id")), ""))
        if part and "name" in sheet:
            found[sheet["name"]] = _widths(archive, f"xl/{part}")
    return found


def _widths(archive: zipfile.ZipFile, part: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in _tags(_COLUMN, archive, part):
        first, last = int(one.get("min", 0)), int(one.get("max", 0))
        if "width" not in one or not 1 <= first <= last:
            continue
        for number in range(first, min(last, _MOST_COLUMNS) + 1):
            found[cells.letter(number - 1)] = round(float(one["width"]), 1)
    return found


def _tags(pattern: re.Pattern[str], archive: zipfile.ZipFile, part: str) -> list[dict[str, str]]:
    """Attributes of the tags near the head of a part: widths stand before the rows."""
    with archive.open(part) as stream:
        text = stream.read(_HEAD).decode("utf-8", "replace")
    return [
        {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)} for tag in pattern.findall(text)
    ]
