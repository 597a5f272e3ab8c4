"""The front end is vendored whole, known by hash, asks nobody else for anything, and runs in Chromium 86."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "zhengyou" / "web" / "static"
VENDOR = STATIC / "vendor"
STYLESHEET = STATIC / "web" / "zhengyou.css"
MANIFEST = {entry["file"]: entry for entry in json.loads((VENDOR / "manifest.json").read_text())}
SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))
TEMPLATES = sorted((ROOT / "src").glob("**/templates/**/*.html"))

# What came to Chromium after version 86: name, how it looks, an example.
NEWER_CSS = [
    (":has()", r":has\(", "a:has(b){}"),
    (":is() or :where()", r":(?:is|where)\(", ":is(a,b){}"),
    (":not() with a list", r":not\([^()]*,", "a:not(b,c){}"),
    (":dir(), :autofill, :modal, :user-invalid", r":(?:dir\(|autofill|modal|user-)", "a:dir(rtl){}"),
    ("new at-rule", r"@(?:layer|container|scope|starting-style|counter-style)\b", "@layer a{}"),
    ("range in a media query", r"@media[^{]*[<>]", "@media (width>=40em){}"),
    (
        "new colour",
        r"\b(?:color-mix|light-dark|oklch|oklab|lch|lab|hwb|color)\(",
        "a{color:color-mix(in srgb,red,blue)}",
    ),
    ("new unit", r"[\d.](?:[dsl]v[hw]|cq[whib])\b", "a{height:100dvh}"),
    ("aspect-ratio", r"[;{\s]aspect-ratio\s*:", "a{aspect-ratio:1}"),
    ("inset", r"[;{\s]inset(?:-\w+)*\s*:", "a{inset:0}"),
    ("inline or block shorthand", r"[;{\s](?:margin|padding)-(?:inline|block)\s*:", "a{margin-inline:0}"),
    ("accent-color", r"[;{\s]accent-color\s*:", "a{accent-color:red}"),
    ("text-wrap", r"[;{\s]text-wrap\s*:", "a{text-wrap:balance}"),
    (
        "finer underline",
        r"[;{\s]text-(?:underline-offset|decoration-thickness)\s*:",
        "a{text-underline-offset:1px}",
    ),
    ("transform on its own", r"[;{\s](?:translate|rotate|scale)\s*:", "a{rotate:9deg}"),
    ("overflow: clip", r"overflow(?:-[xy])?\s*:\s*clip", "a{overflow:clip}"),
    ("subgrid", r"\bsubgrid\b", "a{grid-template-columns:subgrid}"),
    ("print-color-adjust without prefix", r"[;{\s]print-color-adjust\s*:", "a{print-color-adjust:exact}"),
]
NEWER_JS = [
    (".at()", r"\.at\(", "a.at(-1)"),
    ("structuredClone", r"\bstructuredClone\b", "structuredClone(a)"),
    ("Object.hasOwn", r"\bhasOwn\b", "Object.hasOwn(a,b)"),
    ("Object.groupBy", r"\bgroupBy\(", "Object.groupBy(a,b)"),
    ("static block", r"\bstatic\s*\{", "class A{static{}}"),
    ("private name in", r"#\w+ in ", "#a in b"),
    ("new search in arrays", r"\.findLast(?:Index)?\(", "a.findLast(b)"),
    ("array methods that copy", r"\.to(?:Sorted|Reversed|Spliced)\(", "a.toSorted()"),
    ("Array.fromAsync", r"\bfromAsync\b", "Array.fromAsync(a)"),
    ("cause of an error", r"Error\([^()]*\{\s*cause\b", "new Error(a,{cause:b})"),
    ("flags d and v of a pattern", r"[(=,]/(?:[^/\n\\]|\\.)+/[gimsuy]*[dv]", "f=/a/v"),
    ("randomUUID", r"\brandomUUID\b", "crypto.randomUUID()"),
    ("new AbortSignal", r"\bAbortSignal\.", "AbortSignal.timeout(1)"),
    ("import.meta", r"\bimport\.meta\b", "import.meta.url"),
    ("await outside a function", r"(?m)^(?:const \w+ ?= ?)?await ", "await a()"),
    ("view transitions", r"\bstartViewTransition\b", "document.startViewTransition(a)"),
    ("moveBefore", r"\bmoveBefore\b", "a.moveBefore(b,c)"),
    ("checkVisibility", r"\bcheckVisibility\b", "a.checkVisibility()"),
    ("popover, inert", r"\b(?:showPopover|togglePopover)\b|\.inert\b", "a.inert=true"),
    ("new parts of Intl", r"\bIntl\.(?:Segmenter|DurationFormat|Enumerator)\b", "new Intl.Segmenter()"),
    ("URL.canParse", r"\bcanParse\b", "URL.canParse(a)"),
]
# Met and harmless: (file, feature) -> why.
HARMLESS = {
    (
        "vendor/bootstrap/bootstrap.min.css",
        "finer underline",
    ): "looks only: the underline stands where it always did",
    (
        "vendor/bootstrap/bootstrap.min.css",
        "print-color-adjust without prefix",
    ): "stands after the prefixed one",
    (
        "vendor/htmx/htmx.min.js",
        "view transitions",
    ): "only where the browser has them and a page asks; none does",
    (
        "vendor/htmx/htmx.min.js",
        "moveBefore",
    ): "asks first, else inserts; only for hx-preserve, which no page uses",
}
NAMESPACES = re.compile(r"http://www\.w3\.org/(?:1999|2000|XML)/[\w/]+")
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


def name(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def rules_only(text: str) -> str:
    """A style sheet without comments, strings and data: addresses."""
    text = re.sub(r"url\((?:\"[^\"]*\"|'[^']*'|[^)]*)\)", "url()", without_comments(text))
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', text)


def nested(text: str) -> list[str]:
    """Rules that stand inside a rule (at-rules may hold rules, rules may not)."""
    found: list[str] = []
    within: list[str] = []
    for match in re.finditer(r"([^{};]*)\{|\}", rules_only(text)):
        if match.group(0) == "}":
            within.pop()
            continue
        head = match.group(1).strip()
        if within and not within[-1].startswith("@"):
            found.append(head)
        within.append(head)
    return found


def test_the_manifest_lists_what_lies_there() -> None:
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == set(MANIFEST), "Run `npm run build` in frontend/."


@pytest.mark.parametrize("file", MANIFEST)
def test_a_vendored_file_is_the_one_that_was_built(file: str) -> None:
    assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == MANIFEST[file]["sha256"]


def test_every_vendored_package_brings_its_licence() -> None:
    folders = {Path(file).parent.as_posix() for file in MANIFEST}
    assert {f"{folder}/LICENSE" for folder in folders} <= set(MANIFEST)
    assert all(entry["licence"] for entry in MANIFEST.values())
    assert (ROOT / "tests" / "vendor" / "axe.LICENSE.txt").is_file()


def test_the_versions_are_those_of_the_lock() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    locked = {path.removeprefix("node_modules/"): entry["version"] for path, entry in lock.items() if path}
    assert all(locked[entry["package"]] == entry["version"] for entry in MANIFEST.values())


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in entry for entry in lock.values())
    assert all("integrity" in entry for path, entry in lock.items() if path)


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = NAMESPACES.sub("", without_comments(path.read_text()))
    assert not ADDRESS.findall(text)
    assert "sourceMappingURL" not in text
    if path.suffix == ".css":
        assert "@import" not in text
        assert all(target.startswith("data:") for target in re.findall(r"url\([\"']?([^)]*)", text))


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_style_sheet_runs_in_chromium_86(path: Path) -> None:
    text = path.read_text()
    met = {feature for feature, pattern, _ in NEWER_CSS if re.search(pattern, rules_only(text))}
    assert met == {feature for file, feature in HARMLESS if file == name(path)}
    assert not nested(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_runs_in_chromium_86(path: Path) -> None:
    text = without_comments(path.read_text())
    met = {feature for feature, pattern, _ in NEWER_JS if re.search(pattern, text)}
    assert met == {feature for file, feature in HARMLESS if file == name(path)}


@pytest.mark.parametrize(
    ("feature", "pattern", "example"), [*NEWER_CSS, *NEWER_JS], ids=lambda value: str(value)[:20]
)
def test_a_newer_feature_is_recognised(feature: str, pattern: str, example: str) -> None:
    assert re.search(pattern, example), feature


def test_nesting_is_recognised() -> None:
    assert nested("a{color:red;b{color:blue}}") == ["b"]
    assert nested("@media print{a{color:red}}b{content:'{'}") == []


def test_the_own_style_sheet_stays_small() -> None:
    assert STYLESHEET.stat().st_size < 12 * 1024


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("#fff", "accent"),
        ("#fff", "b4"),
        ("#fff", "b5"),
        ("ink", "b1"),
        ("ink", "b2"),
        ("ink", "b3"),
        ("soft", "#f6f7f9"),
        ("soft", "b1"),
        ("link", "#f6f7f9"),
        ("link", "b1"),
        ("late", "#fff"),
        ("warn", "#fff"),
        ("ok", "#fff"),
    ],
)
def test_text_stands_out_from_its_ground(front: str, back: str) -> None:
    tokens = dict(re.findall(r"--([\w]+): (#[0-9a-f]{6})", STYLESHEET.read_text()))
    darker, lighter = sorted(luminance(tokens.get(colour, colour)) for colour in (front, back))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


INLINE = re.compile(
    r"\sstyle\s*=|<style\b|\son\w+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)|(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    re.IGNORECASE,
)


def test_no_template_has_inline_style_or_script_or_calls_elsewhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE.search(line)
    ]
    assert not found, "\n".join(found)


def test_every_static_file_that_a_template_names_is_there() -> None:
    named = {
        file
        for path in TEMPLATES
        for file in re.findall(r"{% static [\"']([^\"']+)[\"'] %}", path.read_text())
    }
    folders = list((ROOT / "src").glob("zhengyou/*/static"))
    assert named
    assert not {file for file in named if not any((folder / file).is_file() for folder in folders)}
