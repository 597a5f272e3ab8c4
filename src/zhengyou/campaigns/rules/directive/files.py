"""Opens a file that somebody calls a directive: plain text or docx, told by its content; everything else is refused."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from zhengyou.campaigns.rules.directive import docx, encodings
from zhengyou.campaigns.rules.directive.tree import Source
from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile, damaged

LARGEST_FILE = 20 * 1024 * 1024
MOST_CHARACTERS = 1_000_000
"""About 1,600 pages; the longest directive has some dozens."""
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError),
)
"""What the standard library raises on a damaged archive."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ASK_WORD = "请用 Word 或 WPS 打开，另存为 docx 后再导入。"
_FOREIGN = (
    (b"%PDF", f"这是 PDF 文件，读不出可靠的文字。{_ASK_WORD}"),
    (b"{\\rtf", f"这是 RTF 格式的文档。{_ASK_WORD}"),
    (b"\x89PNG", "这是图片，不是文字。请导入 txt 或 docx 格式的文件。"),
    (b"\xff\xd8\xff", "这是图片，不是文字。请导入 txt 或 docx 格式的文件。"),
    (b"GIF8", "这是图片，不是文字。请导入 txt 或 docx 格式的文件。"),
    (b"Rar!", "这是压缩包。请解压后导入里面的 txt 或 docx 文件。"),
    (b"7z\xbc\xaf", "这是压缩包。请解压后导入里面的 txt 或 docx 文件。"),
    (b"\x1f\x8b", "这是压缩包。请解压后导入里面的 txt 或 docx 文件。"),
    (b"MZ", "这是程序，不是文字。请导入 txt 或 docx 格式的文件。"),
    (b"\x7fELF", "这是程序，不是文字。请导入 txt 或 docx 格式的文件。"),
)


def read_file(path: Path) -> Source:
    """The text of a file. Raises UnreadableFile, whose sentence says what is wrong and how to mend it."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB")
        content = path.read_bytes()
    except OSError:
        raise UnreadableFile(f"找不到或打不开文件 {path.name}。请检查文件是否存在。") from None
    return read_bytes(content)


def read_bytes(content: bytes) -> Source:
    """The same for what was uploaded."""
    if len(content) > LARGEST_FILE:
        raise _too_large(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB")
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise _empty()
    if content.startswith(b"PK\x03\x04"):
        source = _archive(content)
    elif content.startswith(_OLE):
        raise _compound(content)
    else:
        for start, sentence in _FOREIGN:
            if content.startswith(start):
                raise UnreadableFile(sentence)
        source = Source(_no_web_page(encodings.decode(content)))
    if len(source.text) > MOST_CHARACTERS:
        raise _too_large(f"文件里有 {len(source.text) // 10_000} 万字，超过 {MOST_CHARACTERS // 10_000} 万字")
    if not source.text.strip("\ufeff\u200b \t\r\n\v\f\u3000\xa0"):
        raise _empty()
    return source


def _archive(content: bytes) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return docx.read(archive)
    except _BROKEN:
        raise damaged() from None


def _compound(content: bytes) -> UnreadableFile:
    """Old Word files, and docx that ask for a password, share one container; its directory tells."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnreadableFile("文件设有打开密码，无法读取。请打开后去掉密码，保存再导入。")
    if "WordDocument".encode("utf-16-le") in content:
        return UnreadableFile(f"这是旧版 Word 文档（doc）。{_ASK_WORD}")
    return UnreadableFile(f"这不是 txt 或 docx 文件。{_ASK_WORD}")


def _no_web_page(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise UnreadableFile("这是网页或 XML 文件，不是文稿。请把正文复制到 Word 或记事本里，保存后再导入。")
    return text


def _empty() -> UnreadableFile:
    return UnreadableFile("文件是空的，没有文字。请检查是否选错了文件。")


def _too_large(what: str) -> UnreadableFile:
    return UnreadableFile(f"{what}，不像一份文稿。请删去无关内容，或拆成几个文件分别导入。")
