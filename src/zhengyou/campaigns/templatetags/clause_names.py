"""How templates name a clause; every template has it without loading it."""

from django import template

from zhengyou.campaigns import clause_words

register = template.Library()


@register.filter
def clause_name(key: str) -> str:
    """opening.c1 -> 开头第1条."""
    return clause_words.said(key)
