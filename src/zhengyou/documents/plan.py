"""Turns a content tree into what both renderers set: numbered, broken, with every wording of the standard in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from zhengyou.documents.advance import width
from zhengyou.documents.cleaning import cleaned, paragraphs
from zhengyou.documents.flow import Line, Piece, flow
from zhengyou.documents.measures import Measures
from zhengyou.documents.titles import break_title
from zhengyou.documents.tree import Attachment, Document, Kind

SHOWN_FIRST = 3  # pieces of a body that leave some on the first page when the last goes
LONG_NAME = 2  # lines into which a mark may be broken at most


@dataclass(frozen=True, slots=True)
class Mark:
    """发文机关标志. names: one line each, suffix: beside several of them. size in pt, scale: of the letters' width.

    widest: characters of the longest name. gaps: what each letter of a name is drawn apart to reach that, in ems.
    """

    names: tuple[str, ...]
    suffix: str
    size: float
    scale: float
    widest: float
    gaps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of 署名 or 成文日期. indent: characters from the right edge of the type area."""

    text: str
    indent: float


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment: its mark (附件1), title lines and body."""

    mark: str
    title: tuple[str, ...]
    body: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A line of 附件说明: number (empty when there is one attachment only) and name."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    kind: str
    notes: tuple[tuple[str, str], ...]  # 份号, 密级, 紧急程度 as (what, text)
    mark: Mark | None
    number: str
    signers: tuple[str, ...]
    title: tuple[str, ...]
    addressees: str
    body: tuple[Piece, ...]
    named: tuple[Named, ...]
    sealed: bool
    signatures: tuple[Signed, ...]
    dated: Signed | None
    note: str
    enclosed: tuple[Enclosed, ...]
    copies_to: str
    printed_by: str
    printed_on: str


def plan(document: Document, measures: Measures) -> Plan:
    document = cleaned(document)
    signatures = tuple(line for name in document.signatures for line in paragraphs(name))
    signed, dated = _signed(signatures, document.dated, document.sealed, measures)
    return Plan(
        kind=document.kind.value,
        notes=_notes(document),
        mark=_mark(document, measures),
        number=_line(document.number),
        signers=tuple(_line(name) for name in document.signers if _line(name)),
        title=_title(document.title, measures),
        addressees=_ended(_line(document.addressees), "："),
        body=_held(flow(document.body), document, measures),
        named=_named(document.attachments),
        sealed=document.sealed,
        signatures=signed,
        dated=dated,
        note=_bracketed(_line(document.note)),
        enclosed=_enclosed(document.attachments, measures),
        copies_to=_ended(_line(document.copies_to), "。"),
        printed_by=_line(document.printed_by),
        printed_on=f"{written(document.printed_on)}印发" if document.printed_on else "",
    )


def written(day: date) -> str:
    """7.3.5: Arabic digits, the full year, no leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def _line(text: str) -> str:
    return "".join(paragraphs(text))


def _ended(text: str, end: str) -> str:
    return text.rstrip("：:。. ") + end if text else ""


def _bracketed(text: str) -> str:
    return f"（{text.strip('（）()')}）" if text else ""


def _title(text: str, measures: Measures) -> tuple[str, ...]:
    return break_title(text, widest=measures.of("title", "widest"), words=measures.title_words)


def _notes(document: Document) -> tuple[tuple[str, str], ...]:
    texts = {
        "copy_number": document.copy_number,
        "secrecy": document.secrecy,
        "urgency": document.urgency,
    }
    return tuple((what, _line(text)) for what, text in texts.items() if _line(text))


def _mark(document: Document, measures: Measures) -> Mark | None:
    names = tuple(_line(name) for name in document.issuers if _line(name))
    if not names or document.kind is Kind.REPORT:
        return None
    if document.kind is Kind.LETTER:  # 10.1: the leading body's mark, without 文件
        return _fitted(names[:1], "", measures.of("letter", "mark_size"), measures)
    suffix = _line(document.issuer_suffix)
    if len(names) == 1:
        return _fitted((names[0] + suffix,), "", measures.of("head", "mark_size"), measures)
    return _fitted(names, suffix, measures.of("head", "mark_size"), measures)


def _fitted(names: tuple[str, ...], suffix: str, largest: float, measures: Measures) -> Mark:
    """Names as large as the type area holds: first pressed, then smaller, then broken into two lines."""
    room = measures.text_width / (25.4 / 72)
    narrowest, least = measures.of("head", "mark_narrowest") / 100, measures.of("head", "mark_least")
    beside = width(suffix) + 0.5 if suffix else 0.0
    longest = max(1.0, *(width(name) for name in names)) + beside
    if longest * least * narrowest > room and len(names) == 1:
        names = break_title(names[0], widest=longest / LONG_NAME + 1, words=measures.title_words)
        longest = max(1.0, *(width(name) for name in names))
    size = min(largest, max(room / longest / narrowest, 10.0)) if longest * largest > room else largest
    scale = min(1.0, room / (longest * size))
    widest = max(width(name) for name in names)
    gaps = tuple((widest - width(name)) / max(len(name) - 1, 1) if suffix else 0.0 for name in names)
    return Mark(names, suffix, round(size, 1), int(scale * 100) / 100, widest, gaps)


def _held(body: tuple[Piece, ...], document: Document, measures: Measures) -> tuple[Piece, ...]:
    """A signature, or 附件说明 before it, does not stand on a page without text: the last paragraph goes with it.

    Unless that is long. Nor is it taken from the first page, which must show text (7.3.3).
    """
    if len(body) < SHOWN_FIRST or not (document.signatures or document.dated):
        return body
    last = body[-1]
    if not isinstance(last, Line):
        return body
    lines = sum(width(run.text) for run in last.runs) / measures.of("grid", "characters")
    return (*body[:-1], replace(last, keeps=lines <= measures.of("body", "kept_lines")))


def _named(attachments: tuple[Attachment, ...]) -> tuple[Named, ...]:
    names = [_line(one.title) for one in attachments]
    if len(names) == 1:
        return (Named("", names[0]),)
    return tuple(Named(f"{number}.", name) for number, name in enumerate(names, 1))


def _enclosed(attachments: tuple[Attachment, ...], measures: Measures) -> tuple[Enclosed, ...]:
    alone = len(attachments) == 1
    return tuple(
        Enclosed(
            mark="附件" if alone else f"附件{number}",
            title=_title(one.title, measures),
            body=flow(one.body),
        )
        for number, one in enumerate(attachments, 1)
    )


def _signed(
    names: tuple[str, ...], day: date | None, sealed: bool, measures: Measures
) -> tuple[tuple[Signed, ...], Signed | None]:
    """7.3.5: under a seal the name is centred over the date; else the date begins two characters after the name.

    The name keeps two characters from the edge in both.
    """
    date_text = written(day) if day else ""
    indent = measures.of("body", "signature_indent")
    widest = max((width(name) for name in names), default=0.0)
    if sealed:
        middle = measures.of("body", "sealed_date_indent") + width(date_text) / 2
        middle = max(middle, indent + widest / 2)  # a long name takes the date with it
        date_indent = middle - width(date_text) / 2
        signed = tuple(Signed(name, max(middle - width(name) / 2, 0.0)) for name in names)
    elif date_text and width(date_text) > widest:
        date_indent = indent
        signed = tuple(Signed(name, indent + width(date_text) + indent - width(name)) for name in names)
    else:
        date_indent = widest - width(date_text)
        signed = tuple(Signed(name, indent + (widest - width(name)) / 2) for name in names)
    return signed, Signed(date_text, date_indent if names else indent) if date_text else None
