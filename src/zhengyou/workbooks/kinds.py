"""Tells what a file is by its content; its name is only what somebody called it."""

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from zhengyou.workbooks import unreadable

Kind = Literal["xlsx", "xlsb", "xls", "ods", "csv"]

LARGEST_FILE = 200 * 1024 * 1024
LARGEST_DESCRIPTION = 4 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"RIFF", "音像或图片文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文字文档"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
)
_WEB_PAGE = "网页格式的文件（有的系统导出时把它叫作 xls，用 Excel 打开后另存为 xlsx 即可上传）"


def kind_of(path: Path) -> Kind:
    """The file's kind. Raises UnreadableFile for what is no table, and for encrypted, empty and cut files."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        sentence = f"找不到或打不开文件 {path.name}。请检查文件是否存在。"
        raise unreadable.UnreadableFile("missing", sentence) from None
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise unreadable.UnreadableFile("empty", "文件是空的。请检查是否选错了文件。")
    if size > LARGEST_FILE:
        raise unreadable.too_large(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB")
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        return _kind_of_compound(path)
    _refuse_foreign(head)
    return "csv"


def _kind_of_archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind_by_parts(archive)
    except zipfile.BadZipFile:
        raise unreadable.truncated() from None
    except (zlib.error, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as error:
        raise unreadable.damaged() from error


def _kind_by_parts(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise unreadable.encrypted()
    if "mimetype" in names:
        return _open_document(archive, names)
    types = _description(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"wordprocessingml.document.main" in types or b"ms-word" in types:
        raise unreadable.not_a_table("Word 文档")
    if b"presentationml" in types and b"spreadsheetml.sheet.main" not in types:
        raise unreadable.not_a_table("演示文稿")
    if b"ms-excel.sheet.binary" in types:
        return "xlsb"
    if b"spreadsheetml" in types or b"ms-excel" in types:
        return "xlsx"
    raise unreadable.not_a_table("压缩包")


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if b"opendocument.spreadsheet" not in _description(archive, "mimetype"):
        raise unreadable.not_a_table("文档")
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in _description(archive, manifest):
        raise unreadable.encrypted()
    return "ods"


def _description(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(LARGEST_DESCRIPTION)


def _kind_of_compound(path: Path) -> Kind:
    """OLE containers hold xls, but also encrypted xlsx and old Word files; the directory names tell."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise unreadable.encrypted()
    if "WordDocument".encode("utf-16-le") in content:
        raise unreadable.not_a_table("Word 文档")
    if "PowerPoint Document".encode("utf-16-le") in content:
        raise unreadable.not_a_table("演示文稿")
    if any(name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book")):
        return "xls"
    if len(content) % 512:
        raise unreadable.truncated()
    raise unreadable.not_a_table("其他程序的文件")


def _refuse_foreign(head: bytes) -> None:
    for start, what in _FOREIGN:
        # Two letters are also how a text may begin; binary files show a null byte soon.
        if head.startswith(start) and (len(start) > 2 or b"\x00" in head):
            raise unreadable.not_a_table(what)
    beginning = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table", b"<meta", b"<head")):
        raise unreadable.not_a_table(_WEB_PAGE)
