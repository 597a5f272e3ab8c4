"""Finds the faces for PDF among the machine's fonts: the office's own first, then free ones, then any that can write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

from zhengyou.documents.coverage import characters
from zhengyou.documents.measures import Face, Measures
from zhengyou.documents.notices import Notice

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
FALLBACK = "fallback"
SHOWN = 20  # characters named in a notice
INVISIBLE = {ord(sign) for sign in " \n\u3000\ufe0e\ufe0f"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The fonts at hand. families: by lower-case name as typst knows them."""

    fonts: typst.Fonts
    families: dict[str, str]

    def find(self, sought: tuple[str, ...]) -> list[str]:
        """Those of the families that are there, in the order in which they are sought."""
        return [self.families[name.lower()] for name in sought if name.lower() in self.families]


@dataclass(frozen=True, slots=True)
class Chosen:
    """families: for each face what typst is to try in turn, fallbacks at the end; notices: which faces are missing."""

    families: dict[str, list[str]]
    notices: tuple[Notice, ...]


def shelf(*folders: Path) -> Shelf:
    """The fonts in these folders, or in the usual ones of the system."""
    wanted = folders or tuple(Path(one).expanduser() for one in FOLDERS)
    return _shelf(tuple(os.fspath(one) for one in wanted if one.is_dir()))


@cache
def _shelf(folders: tuple[str, ...]) -> Shelf:
    import typst  # noqa: PLC0415 - large, and web processes that only show pages never use it

    # Typst's own fonts stay in as a last resort, so that even a bare machine makes a PDF.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
    return Shelf(fonts, {family.lower(): family for family in fonts.families()})


def choose(measures: Measures, on: Shelf) -> Chosen:
    """A face that is missing is replaced by the fallback, and told."""
    last_resort = on.find(measures.faces[FALLBACK].sought)
    families: dict[str, list[str]] = {}
    notices: list[Notice] = []
    for code, face in measures.faces.items():
        found = on.find(face.sought)
        if not found and code != FALLBACK:
            notices.append(_missing(face, last_resort[:1]))
        families[code] = list(dict.fromkeys([*found, *last_resort, *on.families.values()]))[:12]
    if not last_resort:
        notices.append(_missing(measures.faces[FALLBACK], []))
    return Chosen(families, tuple(notices))


def unwritable(texts: set[str], chosen: Chosen, on: Shelf) -> tuple[Notice, ...]:
    """A notice of the characters for which the whole shelf has no shape; they are printed as boxes."""
    left = {ord(sign) for text in texts for sign in text} - INVISIBLE
    preferred = {family for families in chosen.families.values() for family in families}
    fonts = sorted(on.fonts.fonts(), key=lambda font: font.family not in preferred)
    for font in fonts:
        if not left:
            return ()
        if font.path:
            left -= characters(font.path, font.index)
    if not left:
        return ()
    named = "、".join(f"{chr(code)}（U+{code:04X}）" for code in sorted(left)[:SHOWN])
    return (
        Notice(
            code="signs",
            message_zh=f"以下字符在这台服务器上没有字体可以显示，PDF 中会是空框：{named}。"
            "请核对是否误输；确为人名、地名用字的，请管理员装入含有该字的字体，再重新生成。",
            message_en=f"No font on the server can write these characters, the PDF shows boxes: {named}. "
            "Check them for typing errors; if names need them, ask the administrator for a font that has them.",
        ),
    )


def _missing(face: Face, instead: list[str]) -> Notice:
    used_zh = f"改用“{instead[0]}”" if instead else "也没有可以代替的中文字体，文中的汉字显示不出来"
    used_en = (
        f"“{instead[0]}” stands in"
        if instead
        else "no Chinese font can stand in, so characters will not show"
    )
    return Notice(
        code="face",
        message_zh=f"这台服务器上没有{face.zh}字体，{used_zh}。请管理员在服务器上运行 {face.remedy}，"
        f"或者装入单位已有授权的{face.zh}字体，再重新生成。",
        message_en=f"The server has no {face.en} face; {used_en}. Ask its administrator to run {face.remedy} "
        f"or to install the {face.en} font that your office has licensed, then make the document again.",
    )
