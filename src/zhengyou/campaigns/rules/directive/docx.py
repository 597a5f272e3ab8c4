"""The text of a docx file: paragraphs with their automatic numbers, tables, text boxes, footnotes.

Read with the standard library: python-docx gives neither automatic numbers nor footnotes, text boxes or tracked
changes. A part is parsed without entities or document types and within limits of size and depth.
"""

from __future__ import annotations

import copy
import zipfile
from xml.etree import ElementTree
from xml.parsers import expat

from zhengyou.campaigns.rules.directive.docx_numbers import Numbering
from zhengyou.campaigns.rules.directive.docx_text import Writer
from zhengyou.campaigns.rules.directive.tree import Source
from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile, damaged

LARGEST_PART = 60 * 1024 * 1024
MOST_PARTS = 4_000
DEEPEST = 200
_TYPES = "[Content_Types].xml"


def read(archive: zipfile.ZipFile) -> Source:
    """The text of the document. Raises UnreadableFile for what is no docx, is encrypted, broken or hostile."""
    if len(archive.infolist()) > MOST_PARTS:
        raise UnreadableFile(
            "文件里的部件多得不正常，没有读取。请用 Word 或 WPS 打开，另存为 docx 后再导入。"
        )
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise UnreadableFile("文件设有密码，无法读取。请去掉密码，保存再导入。")
    _check_kind(archive)
    document = _parse(archive, "word/document.xml")
    if document is None:
        raise damaged()
    numbers = Numbering(_parse(archive, "word/numbering.xml"), _parse(archive, "word/styles.xml"))
    writer = Writer(numbers)
    writer.write_body(document)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = _parse(archive, part)
        if notes is not None:
            writer.write_notes(notes)
    return writer.source()


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    types = _bytes(archive, _TYPES) if _TYPES in names else b""
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("文件里带有宏，为了安全没有读取。请另存为不带宏的 docx 后再导入。")
    if b"wordprocessingml.document.main" in types and "word/document.xml" in names:
        return
    if b"spreadsheetml" in types:
        raise UnreadableFile("这是表格（xlsx），不是文稿。请导入 txt 或 docx 格式的文件。")
    if b"presentationml" in types:
        raise UnreadableFile("这是演示文稿，不是文稿。请导入 txt 或 docx 格式的文件。")
    if "mimetype" in names:
        raise UnreadableFile("这是 odt 等格式的文档。请另存为 docx 后再导入。")
    raise UnreadableFile("这是压缩包，不是文稿。请解压后导入里面的 txt 或 docx 文件。")


def _parse(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """The part as a tree, None when there is none."""
    if name not in archive.namelist():
        return None
    content = _bytes(archive, name)
    _look_through(content)
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise damaged() from None


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """What the part truly holds; the size it claims may be a lie."""
    honest = copy.copy(archive.getinfo(name))
    honest.file_size = LARGEST_PART * 2
    with archive.open(honest) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise UnreadableFile("文件解压后太大，不像一份文稿，没有读取。请删去无关内容再导入。")
    return content


def _look_through(content: bytes) -> None:
    """Refuses document types, entities and endless nesting before a tree is built."""
    parser = expat.ParserCreate()
    depth = 0

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _hostile()

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise _hostile()

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise damaged() from None


def _hostile() -> UnreadableFile:
    return UnreadableFile("文件结构不正常，为了安全没有读取。请用 Word 或 WPS 打开，另存为 docx 后再导入。")
