"""The documents say what is there: every path, address, command, setting, state, role, requirement and picture they name."""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.urls import Resolver404, resolve

from zhengyou import __version__, standards
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.campaigns.lifecycle import DIRECTIVES, TASKS
from zhengyou.campaigns.lifecycle import DOCUMENTS as IMPLEMENTATION_DOCUMENTS
from zhengyou.census.lifecycle import TRANSFERS, TRANSITIONS
from zhengyou.config.command import OFFERED
from zhengyou.jobs.lifecycle import MOVES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "zhengyou"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
MISSION = {
    *(f"P{n}" for n in range(1, 5)),
    *(f"Q{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 7)),
    *("C1", "C2", "G1", "G2", "G3"),
    *(f"W{n}" for n in range(1, 6)),
    *(f"L{n}" for n in range(1, 5)),
    *(f"D{n}" for n in range(1, 6)),
    *("B1", "B2", "S1", "S2"),
}
MET = {"P4", "Q1", "Q2", "Q6", "G1", "D1", "D2", "D5", "B1", "W1", "W5", "S1", "S2"}
CHECKLIST = [
    *(f"P{n}" for n in range(1, 14)),
    *(f"M{n}" for n in range(1, 9)),
    *(f"C{n}" for n in range(1, 9)),
]
PICTURES = {  # made by the journeys
    *("overview", "overview-390", "figure", "worklist", "units", "unit", "members", "branch-390"),
    *("import-upload", "import-mapping", "import-preview", "import-result", "accounts", "slip", "audit"),
}
DRAWN = (
    DOCS / "pictures" / "scale.svg"
)  # by benchmarks/scale.py, which tests/guards/test_benchmarks.py holds to its figures
FURTHER_COMMANDS = {"worker"}  # documented beside those that `zhengyou --help` offers
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"\.?[\w-]+(?:[./][\w.-]+)*/?")
ADDRESS = re.compile(r"/(?:[\w<>-]+/)+|/(?:health/\w+|metrics)")
PLACES = {path.name for folder in (ROOT, PACKAGE) for path in folder.iterdir() if path.is_dir()}


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, without the rules under the headings."""
    found = [line.strip().strip("|").split("|") for line in text.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in row] for row in found if not set("".join(row)) <= set("-: ")]


def table(document: str) -> list[list[str]]:
    return rows((DOCS / document).read_text())


def links(document: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", document.read_text())


def commands_in(document: Path) -> str:
    """What stands as code: inline, indented or fenced, without comments."""
    text = document.read_text()
    blocks = re.findall(r"^(?: {4}|\t)(.*)$", text, re.MULTILINE) + re.findall(
        r"```\w*\n(.*?)```", text, re.DOTALL
    )
    return "\n".join([*CODE.findall(text), *(block.split("  #", maxsplit=1)[0] for block in blocks)])


# What documents point at


def test_every_link_leads_somewhere() -> None:
    dead = [
        f"{name_of(document)}: {link}"
        for document in DOCUMENTS
        for link in links(document)
        if not link.startswith(("http:", "https:", "#"))
        and not (document.parent / link.split("#")[0]).exists()
    ]
    assert dead == []


def test_every_path_exists() -> None:
    missing = [
        f"{name_of(document)}: {text}"
        for document in DOCUMENTS
        for text in CODE.findall(document.read_text())
        if PATH.fullmatch(text) and "/" in text and text.split("/")[0] in PLACES
        if not (ROOT / text).exists() and not (PACKAGE / text).exists()
    ]
    assert missing == []


def answers(address: str) -> bool:
    try:
        resolve(re.sub(r"<\w+>", "1", address))
    except Resolver404:
        return False
    return True


def test_every_address_answers() -> None:
    named = [
        (document, text)
        for document in DOCUMENTS
        for text in CODE.findall(document.read_text())
        if ADDRESS.fullmatch(text)
    ]
    assert len(named) > 3
    assert [f"{name_of(document)}: {text}" for document, text in named if not answers(text)] == []


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        word for document in DOCUMENTS for word in re.findall(r"\bmake ([a-z][a-z-]*)", commands_in(document))
    }
    assert {"demo", "test"} <= named <= targets


def test_every_command_exists() -> None:
    unknown = [
        f"{name_of(document)}: zhengyou {word}"
        for document in DOCUMENTS
        for word in re.findall(
            r"(?<![\w/@:])zhengyou ((?:account |census |rollup )?[a-z][a-z-]+)", commands_in(document)
        )
        if word not in known_commands()
    ]
    assert unknown == []


def test_pictures_are_those_the_journeys_make_and_say_what_they_show() -> None:
    known = {DOCS / "pictures" / f"{name}.png" for name in PICTURES} | {DRAWN}
    strange = [
        f"{name_of(document)}: {text} {link}"
        for document in DOCUMENTS
        for text, link in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text())
        if not text.strip() or (document.parent / link).resolve() not in known
    ]
    assert strange == []


# Readmes and guides


def test_the_readmes_say_the_same() -> None:
    said = [
        {
            "commands": set(re.findall(r"^make [a-z]+(?: [A-Z]+=\d+)?", commands_in(document), re.MULTILINE)),
            "sign-ins": set(re.findall(r"^\| `(\w+)`", document.read_text(), re.MULTILINE)),
            "links": {link for link in links(document) if not link.startswith("README")},
        }
        for document in (ROOT / "README.md", ROOT / "README.zh-CN.md")
    ]
    assert said[0] == said[1]


def test_every_guide_is_in_its_index() -> None:
    guides = {path.name for path in (DOCS / "guide").glob("*.md")} - {"README.md"}
    assert guides == {link for link in links(DOCS / "guide" / "README.md") if "/" not in link}


# Requirements


def test_each_requirement_stands_once() -> None:
    met, _, later = (DOCS / "requirements.md").read_text().partition("## Not yet")
    as_heading = re.findall(r"^### ([A-Z]\d) · ", met, re.MULTILINE)
    as_row = [row[0] for row in rows(later) if re.fullmatch(r"[A-Z]\d", row[0])]
    assert sorted(as_heading + as_row) == sorted(MISSION)
    assert set(as_heading) == MET


def test_what_is_met_names_its_places_and_what_is_not_claims_none() -> None:
    met, _, later = (DOCS / "requirements.md").read_text().partition("## Not yet")
    bare = [
        f"{section[:2]}: {part[0]}"
        for section in re.split(r"^### ", met, flags=re.MULTILINE)[1:]
        for part in rows(section)[1:]
        if not CODE.findall(part[1])
    ]
    assert bare == []
    assert CODE.findall(later) == []


def test_each_row_of_the_security_checklist_stands_once() -> None:
    assert [row[0] for row in table("security.md") if re.fullmatch(r"[PMC]\d+", row[0])] == CHECKLIST


# Settings


def variables(*sources: Path) -> set[str]:
    return set(
        re.findall(r"\"(ZHENGYOU_[A-Z_]+|DATABASE_URL)\"", "".join(path.read_text() for path in sources))
    )


def listed_settings() -> list[str]:
    return [CODE.findall(row[0])[0] for row in table("settings.md") if CODE.findall(row[0])]


def test_the_settings_listed_are_those_that_are_read() -> None:
    read = variables(*(PACKAGE / "config" / name for name in ("environment.py", "settings.py")))
    assert sorted(listed_settings()) == sorted(read)


def test_no_other_file_knows_a_setting_that_is_not_listed() -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    assert variables(*sources) <= set(listed_settings())


# Command line


@cache
def parser_of(command: str) -> argparse.ArgumentParser:
    return load_command_class(get_commands()[command], command).create_parser("zhengyou", command)


def subcommands(command: str) -> dict[str, argparse.ArgumentParser]:
    for action in parser_of(command)._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


@cache
def known_commands() -> dict[str, argparse.ArgumentParser]:
    """All commands with their sub-commands, as they are typed after `zhengyou`."""
    found: dict[str, argparse.ArgumentParser] = {}
    for command in {*OFFERED, *FURTHER_COMMANDS} & set(get_commands()):
        found[command] = parser_of(command)
        found |= {f"{command} {name}": parser for name, parser in subcommands(command).items()}
    return found


def options(parser: argparse.ArgumentParser) -> set[str]:
    """The long options of a command's own, without those that every Django command has."""
    own = {
        option for action in parser._actions for option in action.option_strings if option.startswith("--")
    }
    return own - {
        option for action in BaseCommand().create_parser("", "")._actions for option in action.option_strings
    }


def documented() -> dict[str, str]:
    """{command: its section} of docs/command-line.md."""
    parts = re.split(r"^#{2,3} zhengyou ", (DOCS / "command-line.md").read_text(), flags=re.MULTILINE)[1:]
    return {part.split("\n", maxsplit=1)[0].strip(): part for part in parts}


def test_every_command_offered_is_there() -> None:
    assert {*OFFERED, *FURTHER_COMMANDS} <= set(get_commands())


def test_the_commands_documented_are_those_offered() -> None:
    assert set(documented()) == set(known_commands())


@pytest.mark.parametrize("command", sorted(documented()))
def test_the_options_documented_are_those_taken(command: str) -> None:
    listed = {option for row in rows(documented()[command]) for option in re.findall(r"`(--[a-z-]+)", row[0])}
    assert listed == options(known_commands()[command])


# Lifecycles


def diagrams() -> list[set[tuple[str, str, str]]]:
    """(from, to, move) of each diagram of docs/lifecycle.md."""
    blocks = re.findall(r"```mermaid\n(.*?)```", (DOCS / "lifecycle.md").read_text(), re.DOTALL)
    return [set(re.findall(r"^\s*(\w+) --> (\w+): (\w+)$", block, re.MULTILINE)) for block in blocks]


@pytest.mark.parametrize(
    ("place", "moves"),
    list(enumerate([TRANSITIONS, MOVES, TRANSFERS, DIRECTIVES, TASKS, IMPLEMENTATION_DOCUMENTS])),
    ids=["imports", "jobs", "transfers", "directives", "tasks", "documents"],
)
def test_a_diagram_is_the_table_of_the_code(place: int, moves: Mapping[str, tuple[Any, Any]]) -> None:
    assert diagrams()[place] == {
        (before.value, after.value, move)
        for move, (befores, after) in moves.items()
        for before in (befores if isinstance(befores, frozenset) else [befores])
    }


# Glossary, architecture, decisions, changes


def glossary() -> list[tuple[str, str]]:
    """(Chinese term, code or "") of each line."""
    lines = [row for row in table("glossary.md") if len(row) == 4 and row[0] != "中文"]
    return [(row[0], "".join(CODE.findall(row[2]))) for row in lines]


def test_the_glossary_has_every_role_kind_of_unit_and_indicator_in_the_standards_words() -> None:
    wanted = {(role.zh, role.code) for role in standards.load_access().roles}
    wanted |= {(value.zh, value.code) for value in standards.load_enums()["org_kind"].values}
    wanted |= {(one.name_zh, one.key) for one in INDICATORS.values()}
    assert wanted - set(glossary()) == set()


def test_the_glossary_explains_a_term_once() -> None:
    assert [term for term, times in Counter(term for term, _code in glossary()).items() if times > 1] == []


def test_the_architecture_lists_the_packages_there_are() -> None:
    there = {f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    there |= {path.name for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    section = (ROOT / "ARCHITECTURE.md").read_text().split("## ")[1]
    assert {CODE.findall(row[0])[0] for row in rows(section) if CODE.findall(row[0])} == there


def test_the_index_of_decisions_is_complete() -> None:
    records = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    index = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", (DOCS / "adr" / "README.md").read_text(), re.MULTILINE)
    assert [file for _number, _title, file in index] == records
    for place, (number, title, file) in enumerate(index, start=1):
        text = (DOCS / "adr" / file).read_text()
        assert int(number) == int(file[:4]) == place
        assert text.startswith(f"# {number}. {title}\n")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_the_newest_changes_are_those_of_this_version() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__


def test_nothing_is_left_to_be_written() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b")
    assert [name_of(document) for document in DOCUMENTS if marks.search(document.read_text())] == []


def test_every_document_is_part_of_the_project() -> None:
    command = [
        "git",
        "-c",
        f"safe.directory={ROOT}",
        "ls-files",
        "--others",
        "--exclude-standard",
        "--",
        "docs",
        "*.md",
    ]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ""
