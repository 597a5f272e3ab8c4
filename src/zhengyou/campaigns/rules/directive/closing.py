"""Where the last part ends and the closing begins."""

from __future__ import annotations

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.paragraphs import Paragraph

_MOST = 6


def closing_begins(paragraphs: list[Paragraph], first: int) -> int:
    """The number of the first closing paragraph among those from `first` on; their number when there is none."""
    begin = max(first, len(paragraphs) - _MOST)
    for place in range(begin, len(paragraphs)):
        text = paragraphs[place].text
        if not paragraphs[place].row and (
            words.pattern("closing_start").match(text) or words.pattern("formula").match(text)
        ):
            return place
    last = len(paragraphs) - 1
    if last >= begin and _is_last_word(paragraphs[last]):
        return last
    return len(paragraphs)


def _is_last_word(paragraph: Paragraph) -> bool:
    """各地贯彻落实情况，请于…前报…: no opener, but it can only be the end."""
    text = paragraph.text
    return not paragraph.row and bool(
        words.pattern("actor_start").match(text) and words.pattern("closing_has").search(text)
    )
