"""What stands around the text proper: masthead, title, salutation, signature, date, attachments, copies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from zhengyou.campaigns.rules.directive import demands, words
from zhengyou.campaigns.rules.directive.marks import Mark
from zhengyou.campaigns.rules.directive.paragraphs import Paragraph
from zhengyou.campaigns.rules.directive.sentences import masked
from zhengyou.campaigns.rules.directive.titles import is_title_end
from zhengyou.campaigns.rules.directive.words import any_of

_LONGEST_TITLE = 80
_LONGEST_SIGNATURE = 40
_LONGEST_SALUTATION = 200
_LONGEST_ATTACHMENT = 60
_DAY = (
    r"[（]?(?:\d{4}|[零〇一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})日)?[）]?"
)
_DATE = re.compile(rf"{_DAY}|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}")
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{0,20}[〔（\[【]\d{4}[〕）\]】]第?\d{1,5}号(?:签发人：?.{0,10})?")
_COPY_NUMBER = re.compile(r"\d{6}")
_ALL_TOLD = re.compile("(?:各|全体|尊敬|广大)[^。，；：]{1,30}：")
_BARE_SALUTATION = re.compile("(?:[^，。；：！？、]{1,20}、){0,8}(?:同志们|朋友们)")
_SEAT = re.compile(
    "(?!各|全|报|送|由|交|请)(?:中共|中国|[^，。；：、（）]{1,10}?(?:[省市县区州旗镇乡]|街道))|□"
)
_BARE_LABEL = re.compile(r"附[件录表图]?(?:\d{1,2}|[一二三四五六七八九十])?：?")
_END = "。；！，？"


@dataclass(slots=True)
class Document:
    """One text of a file. `asides`: (kind, paragraph) of all that is no running text."""

    title: list[Paragraph] = field(default_factory=list)
    salutation: Paragraph | None = None
    body: list[Paragraph] = field(default_factory=list)
    asides: list[tuple[str, Paragraph]] = field(default_factory=list)


@cache
def _metadata() -> re.Pattern[str]:
    return re.compile(rf"[【\[]?{any_of(words.lists().role('metadata'))}[】\]]?：")


@cache
def _urgency() -> re.Pattern[str]:
    listed = any_of(words.lists().role("urgency"))
    return re.compile(rf"[（【]?{listed}(?:[★☆]?[\d一二三四五六七八九十]*[年个月]*)?[）】]?")


@cache
def _copies() -> re.Pattern[str]:
    return re.compile(
        rf"[（]?{any_of(words.lists().role('copies'))}(?:单位)?：|.{{2,40}}{_DAY}印发$|共印\d+份|[（]此件.{{2,20}}[）]$"
    )


@cache
def _attachment() -> re.Pattern[str]:
    return re.compile(
        rf"{any_of(words.lists().role('attachment'))}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})?(?:[：.、]|$)"
    )


@cache
def _addressed() -> re.Pattern[str]:
    return re.compile(rf"{any_of(words.lists().role('addressee'))}(?:（[^（）]*）|们)*[：！，:]$")


@cache
def _spoken_to() -> re.Pattern[str]:
    return re.compile(
        r"[^。，；：！]{0,30}?(?:同志们|朋友们|各位[^。，；：！]{1,12})(?:、[^。，；：！、]{1,20}){0,8}[：！]"
    )


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(rf".*{any_of(words.lists().role('signature_end'))}(?:（[^（）]*）)?")


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        not paragraph.row
        and 2 <= len(text) <= _LONGEST_TITLE
        and text[-1] not in _END + "："
        and not _metadata().match(text)
        and not is_salutation(text)
        and not _DATE.fullmatch(text)
        and not _masthead(text)
        and not _attachment().match(text)
    )


def is_salutation(text: str) -> bool:
    """A whole line that names who is addressed: 各县区委组织部："""
    if _BARE_SALUTATION.fullmatch(text):
        return True
    if len(text) > _LONGEST_SALUTATION or text[-1:] not in ("：", "！", "，"):
        return False
    if text[-1] == "，" and len(text) > 12:
        return False
    if not _addressed().search(text) or "。" in text or "；" in text or text.count("：") > 1:
        return False
    return not demands.duty_words(text) and not words.pattern("announcement", "count").search(text)


def _masthead(text: str) -> bool:
    return bool(
        _urgency().fullmatch(text)
        or _NUMBER.fullmatch(text)
        or _COPY_NUMBER.fullmatch(text)
        or (text.endswith("文件") and len(text) <= 30)
        or text.startswith("签发人")
    )


def labels(paragraphs: list[Paragraph], marks: list[Mark | None]) -> list[str]:
    """For each paragraph what it is when it is no running text: date, signature, copies, attachment; '' otherwise."""
    found = [""] * len(paragraphs)
    listing = False
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.text
        listed = (
            listing
            and marks[place] is not None
            and len(text) <= _LONGEST_ATTACHMENT
            and text[-1] not in "。；"
        )
        listing = listed
        if listed or (
            _attachment().match(text) and text[-1] not in "。；" and len(text) <= 3 * _LONGEST_ATTACHMENT
        ):
            found[place] = "attachment"
            listing = True
        elif _DATE.fullmatch(text):
            found[place] = "date"
        elif _copies().match(text) and not paragraph.row:
            found[place] = "copies"
        elif (
            len(text) <= _LONGEST_SIGNATURE
            and re.fullmatch(rf".{{4,}}(?<!\d){_DAY}", text)
            and _signs().match(text)
        ):
            found[place] = "signature"
    _name_bodies(paragraphs, marks, found)
    for place in range(len(found) - 1, -1, -1):
        if found[place] == "date" and not _ends_text(paragraphs, marks, found, place):
            found[place] = ""
    for place, label in enumerate(found):
        if label == "date":
            _sign(paragraphs, marks, found, place)
    _sign_without_date(paragraphs, marks, found)
    return found


def _ends_text(paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str], date: int) -> bool:
    """Whether nothing of the same text follows the date."""
    after = date + 1
    if after >= len(paragraphs) or found[after]:
        return True
    title = _title_length(paragraphs, marks, after)
    return bool(title) and is_title_end(_joined(paragraphs[after : after + title]))


def _sign(paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str], date: int) -> None:
    """The lines right above a date that name who signs."""
    for place in range(date - 1, max(-1, date - 5), -1):
        if place < 1 or found[place] or not _may_sign(paragraphs[place], marks[place]):
            return
        found[place] = "signature"


def _may_sign(paragraph: Paragraph, mark: Mark | None) -> bool:
    text = paragraph.text
    return (
        mark is None
        and not paragraph.row
        and len(text) <= _LONGEST_SIGNATURE
        and text[-1] not in _END + "：、"
        and not is_title_end(text)
        and (bool(_signs().fullmatch(text)) or len(text) <= 12)
    )


def _name_bodies(paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str]) -> None:
    """The name of a body alone on its line below the text: at the end, before attachments, after the date."""
    prose = next((place for place, one in enumerate(paragraphs) if _is_prose(one.text)), len(paragraphs))
    for place in range(len(paragraphs) - 1, prose, -1):
        if found[place] or not _may_sign(paragraphs[place], marks[place]):
            continue
        after = found[place + 1] if place + 1 < len(found) else "end"
        signs = after in ("attachment", "copies", "signature", "end") or found[place - 1] == "date"
        if signs and paragraphs[place - 1].text[-1] not in "：，、" and _names_body(paragraphs[place].text):
            found[place] = "signature"


def _names_body(text: str) -> bool:
    """南阳市创先争优活动领导小组办公室, and no 南阳市召开推进会."""
    hidden = masked(text)
    place = _SEAT.match(hidden)
    named = place is not None and _signs().fullmatch(text) is not None
    return named and not words.opener().match(hidden, place.end() if place else 0)


def _sign_without_date(paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str]) -> None:
    last = max((place for place, label in enumerate(found) if not label), default=-1)
    if (
        last < 1
        or not _may_sign(paragraphs[last], marks[last])
        or not _signs().fullmatch(paragraphs[last].text)
    ):
        return
    before = paragraphs[last - 1].text
    if before[-1] in "。！”" and not demands.read(paragraphs[last].text).asks:
        found[last] = "signature"


def documents(paragraphs: list[Paragraph], marks: list[Mark | None]) -> list[Document]:
    """The texts of a file: usually one, sometimes a notice and the plan it sends out."""
    found = labels(paragraphs, marks)
    borders = [
        place for place in range(1, len(paragraphs)) if _begins_document(paragraphs, marks, found, place)
    ]
    starts = [0, *borders]
    ends = [*borders, len(paragraphs)]
    return [
        _document(paragraphs[a:b], marks[a:b], found[a:b]) for a, b in zip(starts, ends, strict=True) if a < b
    ]


def _begins_document(
    paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str], place: int
) -> bool:
    title = _title_length(paragraphs, marks, place)
    after = place + title
    if found[place] or not title or after >= len(paragraphs):
        return False
    if _BARE_LABEL.fullmatch(paragraphs[place - 1].text) and found[place - 1] == "attachment":
        return True
    if not is_title_end(_joined(paragraphs[place:after])):
        return False
    if found[place - 1] in ("date", "signature", "copies", "attachment"):
        return True
    if is_salutation(paragraphs[after].text) and any(_is_prose(one.text) for one in paragraphs[:place]):
        return True
    return words.pattern("formula").match(paragraphs[place - 1].text) is not None


def _is_prose(text: str) -> bool:
    return text[-1] in "。！" and not _metadata().match(text)


def _joined(paragraphs: list[Paragraph]) -> str:
    return "".join(paragraph.text for paragraph in paragraphs)


def _title_length(paragraphs: list[Paragraph], marks: list[Mark | None], place: int) -> int:
    """How many lines the title that begins here has, 0 when none begins here."""
    if marks[place] is not None or not _may_be_title(paragraphs[place]):
        return 0
    for length in range(1, 5):
        lines = paragraphs[place : place + length]
        inner = all(
            marks[place + step] is None and _may_be_title(line) and len(line.text) <= 40
            for step, line in enumerate(lines)
            if step
        )
        if len(lines) < length or not inner or len(_joined(lines)) > 2 * _LONGEST_TITLE:
            break
        if is_title_end(_joined(lines)):
            return length
    return 1


def _document(paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str]) -> Document:
    document = Document()
    place = _front(document, paragraphs, marks, found)
    for paragraph, label in zip(paragraphs[place:], found[place:], strict=True):
        if label:
            document.asides.append((label, paragraph))
        else:
            document.body.append(paragraph)
    return document


def _front(
    document: Document, paragraphs: list[Paragraph], marks: list[Mark | None], found: list[str]
) -> int:
    """Takes masthead, title and salutation; gives the number of the first paragraph after them."""
    place = 0
    while place < len(paragraphs):
        text = paragraphs[place].text
        if _metadata().match(text) and not document.title:
            document.asides.append(("metadata", paragraphs[place]))
        elif _masthead(text):
            document.asides.append(("masthead", paragraphs[place]))
        elif found[place] == "attachment" and not document.title:
            document.asides.append(("attachment", paragraphs[place]))
        elif document.title and _metadata().match(text):
            document.asides.append(("metadata", paragraphs[place]))
        elif document.title and text == _joined(document.title):
            document.asides.append(("repeated_title", paragraphs[place]))
        elif document.title and _is_subtitle(paragraphs, marks, place):
            document.asides.append(("subtitle", paragraphs[place]))
        elif not document.title and (length := _first_title(paragraphs, marks, place)):
            document.title = paragraphs[place : place + length]
            place += length - 1
        elif not document.title and _title_is_near(paragraphs, marks, place):
            document.asides.append(("metadata", paragraphs[place]))
        else:
            break
        place += 1
    return place + _salutation(document, paragraphs, place)


def _first_title(paragraphs: list[Paragraph], marks: list[Mark | None], place: int) -> int:
    length = _title_length(paragraphs, marks, place)
    if not length or is_title_end(_joined(paragraphs[place : place + length])):
        return length
    more = place + length < len(paragraphs)
    return length if more and not demands.read(paragraphs[place].text).duty else 0


def _title_is_near(paragraphs: list[Paragraph], marks: list[Mark | None], place: int) -> bool:
    """A greeting of a website or another short line above the title."""
    if marks[place] is not None or len(paragraphs[place].text) > 40 or is_salutation(paragraphs[place].text):
        return False
    return any(
        marks[after] is None and _may_be_title(paragraphs[after]) and is_title_end(paragraphs[after].text)
        for after in range(place + 1, min(len(paragraphs) - 1, place + 4))
    )


def _is_subtitle(paragraphs: list[Paragraph], marks: list[Mark | None], place: int) -> bool:
    text = paragraphs[place].text
    if _DATE.fullmatch(text) or re.fullmatch(r"[—-]{1,2}[^。]{2,60}|（[^（）。]{2,60}）", text):
        return True
    if marks[place] is not None or len(text) > 24 or not _may_be_title(paragraphs[place]):
        return False
    if place + 1 >= len(paragraphs):
        return False
    after = paragraphs[place + 1].text
    return is_salutation(after) or bool(_DATE.fullmatch(after)) or bool(_spoken_to().match(after))


def _salutation(document: Document, paragraphs: list[Paragraph], place: int) -> int:
    """1 when the paragraph is the salutation; one that begins with it is cut in two."""
    if place >= len(paragraphs):
        return 0
    text = paragraphs[place].text
    if is_salutation(text):
        document.salutation = paragraphs[place]
        return 1
    spoken = _spoken_to().match(text) or _ALL_TOLD.match(text)
    if spoken and spoken.end() < len(text) and is_salutation(spoken.group()):
        document.salutation, rest = paragraphs[place].cut(spoken.end())
        paragraphs[place] = rest
    return 0
