"""The standard's numbers, read from standards/documents/<edition>/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards.editions import chosen, read_toml
from zhengyou.standards.errors import StandardError

POINT = 25.4 / 72  # in mm
SECTIONS = ("page", "grid", "head", "letter", "title", "body", "table", "colophon", "number")


@dataclass(frozen=True, slots=True)
class Face:
    """A kind of letter, 仿宋 say. sought: families for PDF, best first.

    office: its name in Word documents, alternative: what Word takes where that is missing.
    remedy: the command that brings a free one to the server.
    """

    code: str
    zh: str
    en: str
    office: str
    alternative: str
    sought: tuple[str, ...]
    remedy: str
    licence: str
    weight: int


@dataclass(frozen=True, slots=True)
class Setting:
    """face: the code of a Face; size in pt."""

    face: str
    size: float


@dataclass(frozen=True, slots=True)
class TitleWords:
    """What the breaking of titles knows of words."""

    words: tuple[str, ...]
    begins_well: tuple[str, ...]
    ends_well: str
    begins_badly: str


@dataclass(frozen=True, slots=True)
class Measures:
    """One edition. `sections["page"]["top"]` holds mm, pt or characters, as the file says."""

    edition: str
    sections: Mapping[str, Mapping[str, float]]
    red: str
    settings: Mapping[str, Setting]
    faces: Mapping[str, Face]
    title_words: TitleWords

    def of(self, section: str, key: str) -> float:
        return self.sections[section][key]

    @property
    def text_width(self) -> float:
        """mm between the side margins: 156."""
        return self.of("page", "width") - self.of("page", "left") - self.of("page", "right")

    @property
    def text_height(self) -> float:
        """mm between the upper and lower margins: 225."""
        return self.of("page", "height") - self.of("page", "top") - self.of("page", "bottom")

    @property
    def pitch(self) -> float:
        """pt from one baseline to the next."""
        return self.of("grid", "pitch")

    @property
    def character(self) -> float:
        """pt that one character of the body takes in its line (a little less than its size)."""
        return self.text_width / POINT / self.of("grid", "characters")

    def face_of(self, what: str) -> Face:
        return self.faces[self.settings[what].face]

    def size_of(self, what: str) -> float:
        return self.settings[what].size


@cache
def load_measures(edition: str | None = None, *, root: Path | None = None) -> Measures:
    """StandardError when a file lacks a number, or a setting names no face."""
    found = chosen("documents", edition, root)
    file = found.folder / "gbt9704.toml"
    facts = read_toml(file)
    faces = _faces(found.folder / "fonts.toml")
    return Measures(
        edition=found.id,
        sections=MappingProxyType({name: _numbers(facts, name, file) for name in SECTIONS}),
        red=str(_table(facts, "head", file).get("red", "")),
        settings=_settings(_table(facts, "set", file), faces, file),
        faces=faces,
        title_words=_title_words(found.folder / "titles.toml"),
    )


def _numbers(facts: Mapping[str, object], name: str, file: Path) -> Mapping[str, float]:
    table = _table(facts, name, file)
    return MappingProxyType(
        {key: float(value) for key, value in table.items() if isinstance(value, int | float)}
    )


def _settings(table: Mapping[str, object], faces: Mapping[str, Face], file: Path) -> Mapping[str, Setting]:
    settings = {}
    for what, facts in table.items():
        if not isinstance(facts, dict) or facts.get("face") not in faces:
            raise StandardError("expected a face that fonts.toml lists, and a size", file=file, column=what)
        settings[what] = Setting(face=str(facts["face"]), size=float(facts["size"]))
    return MappingProxyType(settings)


def _faces(file: Path) -> Mapping[str, Face]:
    facts = read_toml(file)
    faces = {}
    for code in facts:
        table = _table(facts, code, file)
        texts = {
            key: str(table[key])
            for key in ("zh", "en", "office", "alternative", "remedy", "licence")
            if key in table
        }
        if len(texts) < 6 or not isinstance(table.get("sought"), list):
            raise StandardError(
                "expected zh, en, office, alternative, sought, remedy and licence", file=file, column=code
            )
        faces[code] = Face(
            code=code,
            sought=_texts(table, "sought", file),
            weight=int(str(table.get("weight", 400))),
            **texts,
        )
    return MappingProxyType(faces)


def _title_words(file: Path) -> TitleWords:
    facts = read_toml(file)
    return TitleWords(
        words=_texts(facts, "words", file),
        begins_well=_texts(facts, "begins_well", file),
        ends_well=str(facts.get("ends_well", "")),
        begins_badly=str(facts.get("begins_badly", "")),
    )


def _texts(facts: Mapping[str, object], key: str, file: Path) -> tuple[str, ...]:
    value = facts.get(key)
    if not isinstance(value, list):
        raise StandardError("expected a list of texts", file=file, column=key)
    return tuple(str(one) for one in value)


def _table(facts: Mapping[str, object], name: str, file: Path) -> Mapping[str, object]:
    value = facts.get(name)
    if not isinstance(value, dict):
        raise StandardError("expected a table", file=file, column=name)
    return value
