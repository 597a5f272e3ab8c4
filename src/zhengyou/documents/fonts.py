"""Finds the faces for PDF among the machine's fonts: the office's own first, then free ones, then any that can write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

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
SEPARATE_FALLBACK = "fallback"


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
    # Typst's own fonts stay in as a last resort, so that even a bare machine makes a PDF.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
    return Shelf(fonts, {family.lower(): family for family in fonts.families()})


def choose(measures: Measures, on: Shelf) -> Chosen:
    """A face that is missing is replaced by the fallback, and told."""
    last_resort = on.find(measures.faces[SEPARATE_FALLBACK].sought)
    families: dict[str, list[str]] = {}
    notices: list[Notice] = []
    for code, face in measures.faces.items():
        found = on.find(face.sought)[:1]
        if not found and code != SEPARATE_FALLBACK:
            notices.append(_missing(face, last_resort[:1]))
        families[code] = list(dict.fromkeys([*found, *last_resort, *on.families.values()]))[:12]
    if not last_resort:
        notices.append(_missing(measures.faces[SEPARATE_FALLBACK], []))
    return Chosen(families, tuple(notices))


def _missing(face: Face, instead: list[str]) -> Notice:
    used_zh = f"改用“{instead[0]}”" if instead else "也没有可以代替的中文字体，文中的汉字显示不出来"
    used_en = (
        f"“{instead[0]}” stands in"
        if instead
        else "no Chinese font can stand in, so characters will not show"
    )
    return Notice(
        code="face",
        message_zh=f"这台服务器上没有{face.zh}字体，{used_zh}。请管理员安装软件包 {face.package}，"
        f"或者装入单位已有授权的{face.zh}字体，再重新生成。",
        message_en=f"The server has no {face.en} face; {used_en}. Ask its administrator to install the package {face.package} "
        f"or the {face.en} font that your office has licensed, then make the document again.",
    )
