"""Values that people choose from: code in the database, words on screen, how else counties write them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.rules.text import fold


@dataclass(frozen=True, slots=True)
class EnumValue:
    code: str
    zh: str
    en: str
    synonyms: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.code, self.zh, self.en, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Enum:
    """One list of values in the order in which forms offer them."""

    name: str
    values: tuple[EnumValue, ...]
    _by_spelling: Mapping[str, str]
    _asides: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(value.code for value in self.values)

    def code_of(self, text: str) -> str | None:
        """The code that a person means by a text (code, Chinese, English, usual other words), else None."""
        return self._by_spelling.get(fold(text))

    def aside(self, text: str) -> str:
        """What a word means that counties often write here though it answers another question; '' for none."""
        return self._asides.get(fold(text), "")

    def value(self, code: str) -> EnumValue:
        """The value with this code; KeyError when there is none."""
        found = next((value for value in self.values if value.code == code), None)
        if found is None:
            raise KeyError(f"{self.name}: {code}")
        return found

    def zh(self, code: str) -> str:
        return self.value(code).zh

    def en(self, code: str) -> str:
        return self.value(code).en

    def label(self, code: str, language: str) -> str:
        return self.en(code) if language.startswith("en") else self.zh(code)

    def choices(self) -> list[tuple[str, str]]:
        """Pairs of code and Chinese word, for a drop-down or a model field."""
        return [(value.code, value.zh) for value in self.values]


@dataclass(frozen=True, slots=True)
class Enums:
    _by_name: Mapping[str, Enum]

    def __getitem__(self, name: str) -> Enum:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Enum]:
        return iter(self._by_name.values())


@cache
def load_enums(edition: str | None = None, *, root: Path | None = None) -> Enums:
    """All enumerations. StandardError when one word would mean two values of the same enumeration."""
    folder = chosen("enums", edition, root).folder
    rows = tables.read(folder / "enums.csv", "enum,code,zh,en,synonyms")
    values: dict[str, list[EnumValue]] = {}
    spellings: dict[str, dict[str, str]] = {}
    for row in rows:
        name = row.text("enum")
        value = EnumValue(row.text("code"), row.text("zh"), row.text("en"), row.parts("synonyms"))
        known = spellings.setdefault(name, {})
        if any(value.code == other.code for other in values.setdefault(name, [])):
            raise row.wrong("code", f"expected each code once, {value.code} stands above already")
        for spelling in map(fold, value.spellings):
            if known.setdefault(spelling, value.code) != value.code:
                taken = f"expected a word of its own, {spelling} means {known[spelling]} already"
                raise row.wrong("synonyms", taken)
        values[name].append(value)
    asides = _asides(folder, spellings)
    made = {
        name: Enum(
            name, tuple(some), MappingProxyType(spellings[name]), MappingProxyType(asides.get(name, {}))
        )
        for name, some in values.items()
    }
    return Enums(MappingProxyType(made))


def _asides(folder: Path, spellings: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """{enum: {word: what it means instead}}. StandardError for a word that does mean a value."""
    found: dict[str, dict[str, str]] = {}
    for row in tables.read(folder / "asides.csv", "enum,word,means"):
        name, word = row.text("enum", set(spellings)), fold(row.text("word"))
        if word in spellings[name]:
            raise row.wrong("word", f"expected a word without a value, {word} means {spellings[name][word]}")
        found.setdefault(name, {})[word] = row.text("means")
    return found
