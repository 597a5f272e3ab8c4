"""Where the last part ends and the closing begins."""

from __future__ import annotations

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.marks import Mark
from zhengyou.campaigns.rules.directive.paragraphs import Paragraph

_MOST = 6
_APPEALS = ("希望", "让", "请")


def closing_begins(paragraphs: list[Paragraph], marks: list[Mark | None]) -> int:
    """The number of the first closing paragraph; their number when there is none.

    It begins with a word of closing (特此…, 同志们…), or appeals to everybody after a list of single paragraphs.
    """
    last_mark = max((place for place, mark in enumerate(marks) if mark), default=-1)
    first = last_mark + 1 if last_mark >= 0 else min(1, len(paragraphs))
    begin = max(first, len(paragraphs) - _MOST)
    for place in range(begin, len(paragraphs)):
        text = paragraphs[place].text
        if not paragraphs[place].row and (
            words.pattern("closing_start").match(text) or words.pattern("formula").match(text)
        ):
            return place
    last = len(paragraphs) - 1
    if last >= begin and (_is_last_word(paragraphs[last]) or _leaves_a_list(paragraphs, marks, last_mark)):
        return last
    return len(paragraphs)


def _is_last_word(paragraph: Paragraph) -> bool:
    """各地贯彻落实情况，请于…前报…: no opener, but it can only be the end."""
    text = paragraph.text
    return not paragraph.row and bool(
        words.pattern("actor_start").match(text) and words.pattern("closing_has").search(text)
    )


def _leaves_a_list(paragraphs: list[Paragraph], marks: list[Mark | None], last_mark: int) -> bool:
    """One paragraph after a list whose items have one each, and it appeals: it belongs to no item."""
    if last_mark < 1 or last_mark != len(paragraphs) - 2:
        return False
    mark, before = marks[last_mark], marks[last_mark - 1]
    alike = mark is not None and before is not None and mark.kind == before.kind
    return alike and not paragraphs[-1].row and paragraphs[-1].text.startswith(_APPEALS)
